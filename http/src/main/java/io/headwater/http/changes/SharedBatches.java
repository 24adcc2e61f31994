package io.headwater.http.changes;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ViewAdvance;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Reads and encodes batches, once for all clients that ask for the same at about the same time.
 *
 * <p>Thread-safe, and never blocks whoever asks. A batch in memory is answered while the view
 * stands still. Afterwards one with changes is still right for those who follow and go on from its
 * end: they get it until the shortest interval has passed, so that clients that were woken together
 * stay together. Each batch carries the sign that the view has moved on since, so nobody waits in
 * vain.
 */
final class SharedBatches {

  private final BootstrapView view;
  private final ViewAdvance advance;
  private final Executor executor;
  private final LongSupplier nanoTime;
  private final long minIntervalNanos;
  private final Map<Question, Reading> readings;

  /**
   * Creates the reader.
   *
   * @param kept at most that many batches
   * @param executor where batches are read and encoded
   */
  SharedBatches(
      BootstrapView view,
      ViewAdvance advance,
      Duration minInterval,
      int kept,
      Executor executor,
      LongSupplier nanoTime) {
    this.view = view;
    this.advance = advance;
    this.executor = executor;
    this.nanoTime = nanoTime;
    this.minIntervalNanos = minInterval.toNanos();
    this.readings =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Question, Reading> eldest) {
            return size() > kept;
          }
        };
  }

  /** The batch that answers the question. */
  CompletionStage<Batch> ask(Question question) {
    CompletableFuture<Batch> batch = new CompletableFuture<>();
    Reading reading;
    synchronized (readings) {
      Reading shared = readings.get(question);
      if (shared != null && isFresh(question, shared)) {
        return shared.batch();
      }
      readings.entrySet().removeIf(entry -> !isFresh(entry.getKey(), entry.getValue()));
      // Taken before the view is read, so that nothing that comes in between is missed.
      reading = new Reading(batch, advance.next(question.type()), nanoTime.getAsLong());
      readings.remove(question);
      readings.put(question, reading);
    }
    executor.execute(() -> read(question, reading));
    return batch;
  }

  private void read(Question question, Reading reading) {
    try {
      ChangeBatch found = view.changes(question.type(), question.since(), question.limits());
      reading
          .batch()
          .complete(
              new Batch(
                  question.format().encode(found, question.selection()),
                  found.changes().size(),
                  found.next(),
                  found.isLast(),
                  found.isUpToDate(),
                  reading.moved(),
                  reading.startedAt()));
    } catch (RuntimeException e) {
      synchronized (readings) {
        readings.remove(question, reading);
      }
      reading.batch().completeExceptionally(e);
    }
  }

  private boolean isFresh(Question question, Reading reading) {
    if (!reading.moved().isDone()) {
      return true;
    }
    return switch (question.format()) {
      case JSON -> false;
      case EVENTS ->
          nanoTime.getAsLong() - reading.startedAt() < minIntervalNanos && reading.hasChanges();
    };
  }

  private record Reading(
      CompletableFuture<Batch> batch, CompletableFuture<Void> moved, long startedAt) {

    private boolean hasChanges() {
      return !batch.isDone() || batch.join().changes() > 0;
    }
  }
}
