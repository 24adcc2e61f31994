package io.headwater.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the writes of all actors of the node in groups: one Kafka transaction at a time, the next
 * as soon as the last has returned, with all that was queued meanwhile.
 *
 * <p>A write is acknowledged after its transaction is committed and the local store holds it. A
 * transaction that cannot be ended is settled by a new producer, whose initialization ends the old
 * one either way, and by reading the journal's tail. A write that Kafka refuses fails alone.
 * Thread-safe; owns one thread.
 */
final class GroupCommitWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);
  private static final long IDLE_WAIT_MILLIS = 100;
  private static final long CLOSE_WAIT_MILLIS = 5_000;

  /** The most bytes in one transaction, so that it ends well within its timeout. */
  private static final long MAX_BATCH_BYTES = 64L * 1024 * 1024;

  private final JournalSettings settings;
  private final Supplier<Producer<String, byte[]>> producers;
  private final JournalStore store;
  private final JournalTail tail;
  private final JournalMeters meters;
  private final BlockingQueue<JournalWrite> queue;
  private final Thread thread;
  private volatile Producer<String, byte[]> producer;
  private volatile boolean closing;
  private volatile boolean abandoned;
  private volatile boolean ended;
  private volatile Optional<JournalException> failure = Optional.empty();

  /**
   * Fences former writers, brings the store up to the journal's end, and begins to take writes.
   *
   * @param producers makes a new transactional producer, not yet initialized
   */
  GroupCommitWriter(
      JournalSettings settings,
      Supplier<Producer<String, byte[]>> producers,
      JournalStore store,
      JournalMeters meters) {
    this.settings = settings;
    this.producers = producers;
    this.store = store;
    this.tail = new JournalTail(settings, store);
    this.meters = meters;
    this.queue = new ArrayBlockingQueue<>(settings.maxQueued());
    this.producer = open();
    meters.observeQueue(queue);
    this.thread = new Thread(this::run, "headwater-journal-writer");
    // A commit that hangs must not keep the process alive; close() waits for one that does not.
    thread.setDaemon(true);
    thread.start();
  }

  /** Queues a write; its future fails at once when the queue is full or the writer has failed. */
  void submit(JournalWrite write) {
    if (closing || ended) {
      write.done().completeExceptionally(reasonOfEnd());
    } else if (!queue.offer(write)) {
      write
          .done()
          .completeExceptionally(
              new JournalException(
                  "more than %,d writes wait for the journal; mend: lower headwater.produce.max-open-transactions or raise headwater.persistence.journal.max-queued"
                      .formatted(settings.maxQueued())));
    } else if (ended && queue.remove(write)) {
      // It came in after the last look at the queue.
      write.done().completeExceptionally(reasonOfEnd());
    }
  }

  /** Why the writer has stopped for good; empty while it works. */
  Optional<JournalException> failure() {
    return failure;
  }

  @Override
  public void close() {
    closing = true;
    try {
      thread.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandoned = true;
    producer.close(thread.isAlive() ? Duration.ZERO : Duration.ofMillis(CLOSE_WAIT_MILLIS));
  }

  private Producer<String, byte[]> open() {
    Producer<String, byte[]> opened = producers.get();
    try (HangingTransactions hanging = new HangingTransactions(settings)) {
      opened.initTransactions();
      hanging.end(opened);
      long startedAt = System.nanoTime();
      long read = tail.catchUp();
      meters.recovered(read, System.nanoTime() - startedAt);
      return opened;
    } catch (RuntimeException e) {
      opened.close(Duration.ZERO);
      throw e;
    }
  }

  private void run() {
    List<JournalWrite> batch = new ArrayList<>();
    try {
      while (!(closing && queue.isEmpty())) {
        take(batch);
        write(batch);
        batch.clear();
      }
      end(batch);
    } catch (InterruptedException e) {
      stop(batch, new JournalException("the journal writer was interrupted", e));
    } catch (RuntimeException | Error e) {
      stop(batch, new JournalException("the journal writer has stopped: " + e.getMessage(), e));
    }
  }

  /** Waits for a write and takes as many more as wait already. */
  private void take(List<JournalWrite> batch) throws InterruptedException {
    JournalWrite next = queue.poll(IDLE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    long bytes = 0;
    while (next != null) {
      batch.add(next);
      bytes += next.bytes();
      next = batch.size() < settings.maxBatch() && bytes < MAX_BATCH_BYTES ? queue.poll() : null;
    }
  }

  private void write(List<JournalWrite> batch) {
    List<JournalWrite> open = current(batch);
    int attempt = 1;
    while (!open.isEmpty()) {
      JournalTransaction transaction =
          new JournalTransaction(producer, settings.maxCommitAttempts(), () -> abandoned);
      try {
        commit(transaction, open);
        return;
      } catch (KafkaException | IllegalStateException e) {
        if (JournalTransaction.isFinal(e) || attempt >= settings.maxCommitAttempts() || abandoned) {
          throw new JournalException(explain(e, attempt), e);
        }
        LOG.warn("journal commit {} of {} writes has failed", attempt, open.size(), e);
        List<JournalWrite> left = retryable(transaction, open);
        attempt = left.size() < open.size() ? 1 : attempt + 1;
        open = left;
      }
    }
  }

  private void commit(JournalTransaction transaction, List<JournalWrite> batch) {
    long startedAt = System.nanoTime();
    Map<Integer, Long> nextOffsets = transaction.commit(batch);
    store.apply(entries(batch), nextOffsets);
    meters.committed(batch, System.nanoTime() - startedAt);
    batch.forEach(write -> write.done().complete(Optional.empty()));
  }

  /** Ends the failed transaction, answers what is decided by that, and returns the rest. */
  private List<JournalWrite> retryable(JournalTransaction transaction, List<JournalWrite> failed) {
    List<JournalWrite> unsettled = failed;
    try {
      if (!transaction.abort()) {
        meters.unsettled();
        producer.close(Duration.ZERO);
        producer = open();
        unsettled = settle(failed);
      }
    } catch (KafkaException | IllegalStateException e) {
      throw new JournalException(explain(e, 1), e);
    }
    List<JournalWrite> left = new ArrayList<>();
    for (JournalWrite write : unsettled) {
      Optional<RecordRefusedException> refusal = transaction.refusal(write);
      if (refusal.isPresent()) {
        write.done().complete(Optional.of(refusal.get()));
      } else {
        left.add(write);
      }
    }
    return left;
  }

  /** Acknowledges what the log holds after all and returns what it does not. */
  private List<JournalWrite> settle(List<JournalWrite> unsettled) {
    Map<String, JournalEntry> written = entries(unsettled);
    List<JournalWrite> open = new ArrayList<>();
    for (JournalWrite write : unsettled) {
      JournalEntry own = Objects.requireNonNull(written.get(write.persistenceId()));
      Optional<JournalEntry> stored = store.entry(write.persistenceId());
      long sequenceNr = stored.map(JournalEntry::sequenceNr).orElse(0L);
      if (stored.equals(Optional.of(own))) {
        write.done().complete(Optional.empty());
      } else if (sequenceNr < own.sequenceNr()
          || (sequenceNr == own.sequenceNr() && own.isMarker())) {
        open.add(write);
      } else {
        throw new JournalException(
            "%s was written by another process, at %d where this one wrote %d; mend: give each node its own headwater.persistence.journal.writer-id"
                .formatted(write.persistenceId(), sequenceNr, own.sequenceNr()));
      }
    }
    return open;
  }

  /** Drops deletions of events that were followed by newer ones, which stay. */
  private List<JournalWrite> current(List<JournalWrite> batch) {
    Map<String, JournalWrite> newest = new HashMap<>();
    List<JournalWrite> current = new ArrayList<>(batch.size());
    for (JournalWrite write : batch) {
      Optional<JournalWrite> former = Optional.ofNullable(newest.get(write.persistenceId()));
      if (!write.entry().isMarker()) {
        newest.put(write.persistenceId(), write);
        current.add(write);
      } else if (former.isPresent() && former.get().isNewerThan(write.entry())) {
        former.get().answerTo(write);
      } else if (former.isEmpty() && isOvertaken(write)) {
        write.done().complete(Optional.empty());
      } else {
        current.add(write);
      }
    }
    return current;
  }

  private boolean isOvertaken(JournalWrite deletion) {
    return store
        .entry(deletion.persistenceId())
        .filter(stored -> stored.sequenceNr() > deletion.entry().sequenceNr())
        .isPresent();
  }

  private static Map<String, JournalEntry> entries(List<JournalWrite> batch) {
    Map<String, JournalEntry> entries = new LinkedHashMap<>();
    for (JournalWrite write : batch) {
      entries.put(write.persistenceId(), write.entry());
    }
    return entries;
  }

  private void stop(List<JournalWrite> batch, JournalException cause) {
    LOG.error("{}", cause.getMessage(), cause);
    failure = Optional.of(cause);
    end(batch);
  }

  /** Fails what is left; from now on nothing is taken. */
  private void end(List<JournalWrite> batch) {
    ended = true;
    List<JournalWrite> lost = new ArrayList<>(batch);
    queue.drainTo(lost);
    lost.forEach(write -> write.done().completeExceptionally(reasonOfEnd()));
  }

  private JournalException reasonOfEnd() {
    return failure.orElseGet(() -> new JournalException("the journal is closed"));
  }

  private static String explain(RuntimeException e, int attempt) {
    return JournalTransaction.isFenced(e)
        ? "another process has taken this writer's place: " + messages(e)
        : "commit failed for good at attempt " + attempt + ": " + messages(e);
  }

  private static String messages(Throwable e) {
    Optional<Throwable> cause = Optional.ofNullable(e.getCause());
    return e.getMessage() + cause.map(inner -> ": " + messages(inner)).orElse("");
  }
}
