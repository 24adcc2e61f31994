package io.headwater.app.wiring;

import io.headwater.actors.bootstrap.ViewFollower;
import io.headwater.actors.produce.ProduceLag;
import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.capture.capture.LogMarker;
import io.headwater.core.bootstrap.SourceBarrier;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatuses;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until what a source committed is in the bootstrap view, stage by stage: the change log is
 * complete up to the place, what it held then is applied, and what was published then is in the
 * view. Each stage is asked only after the one before, so nothing is missed; when the source is
 * idle, a mark in its log moves the first one on.
 *
 * <p>Thread-safe. Waits on virtual threads, {@link #MAX_WAITING} at a time.
 */
final class SourceBarriers implements SourceBarrier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SourceBarriers.class);

  /** Calls that may wait at a time; more are told at once that it was not in time. */
  static final int MAX_WAITING = 200;

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  private final SourceStatuses statuses;
  private final ProduceLag lag;
  private final TopicEnds ends;
  private final ViewFollower follower;
  private final BooleanSupplier isPublished;
  private final Map<String, Mark> marks = new HashMap<>();
  private final Semaphore places = new Semaphore(MAX_WAITING);
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  /** A source's marker, one mark of which serves all who came before it. */
  private static final class Mark {

    private final LogMarker marker;
    private long writtenAtNanos = System.nanoTime();

    Mark(LogMarker marker) {
      this.marker = marker;
    }

    synchronized void behind(long nanos, String source) {
      if (writtenAtNanos - nanos > 0) {
        return;
      }
      long now = System.nanoTime();
      try {
        marker.write();
        writtenAtNanos = now;
      } catch (SQLException e) {
        // The engine's own heartbeat moves an idle log on as well, only later.
        LOG.warn("no mark could be written to the log of {}: {}", source, e.getMessage());
      }
    }
  }

  SourceBarriers(
      NodePlan plan,
      SourceStatuses statuses,
      ProduceLag lag,
      TopicEnds ends,
      ViewFollower follower,
      BooleanSupplier isPublished) {
    this.statuses = statuses;
    this.lag = lag;
    this.ends = ends;
    this.follower = follower;
    this.isPublished = isPublished;
    for (SourcePlan source : plan.sources()) {
      switch (source.engine()) {
        case EnginePlan.Debezium debezium -> {
          if (debezium.vendor() == DatabaseVendor.POSTGRESQL) {
            marks.put(source.name(), new Mark(new LogMarker(debezium.connector())));
          }
        }
        case EnginePlan.Topics ignored -> {}
      }
    }
  }

  @Override
  public CompletionStage<Boolean> reached(
      ResourceType type, String source, String position, Duration wait) {
    Mark mark = marks.get(source);
    if (mark == null) {
      return CompletableFuture.failedStage(
          new IllegalArgumentException(
              "No PostgreSQL source has the name '%s'; wait for a token instead."
                  .formatted(source)));
    }
    if (!LogMarker.isPlace(position)) {
      return CompletableFuture.failedStage(
          new IllegalArgumentException(
              "'%s' is no place in PostgreSQL's log; give what pg_current_wal_insert_lsn() answers."
                  .formatted(position)));
    }
    if (!places.tryAcquire()) {
      return CompletableFuture.completedStage(false);
    }
    long deadline = System.nanoTime() + wait.toNanos();
    return CompletableFuture.supplyAsync(
            () -> await(new Asked(type, source, position, mark), deadline), waiting)
        .whenComplete((isReached, failure) -> places.release());
  }

  private record Asked(ResourceType type, String source, String position, Mark mark) {}

  private boolean await(Asked asked, long deadline) {
    if (!isCaptured(asked)) {
      asked.mark().behind(System.nanoTime(), asked.source());
    }
    if (!until(deadline, () -> isCaptured(asked))) {
      return false;
    }
    long changes = end(Topics.changes(asked.source()));
    if (!until(deadline, () -> changes >= 0 && lag.reached(asked.source()) >= changes)
        || !until(deadline, isPublished)) {
      return false;
    }
    long states = end(Topics.state(asked.type()));
    return until(deadline, () -> states >= 0 && follower.position(asked.type()) >= states);
  }

  private boolean isCaptured(Asked asked) {
    Optional<String> read = statuses.named(asked.source()).flatMap(SourceStatus::position);
    return LogMarker.isReached(asked.position(), read);
  }

  /** The end of a topic as of now. */
  private long end(String topic) {
    ends.refresh();
    return ends.sum(topic);
  }

  private static boolean until(long deadline, BooleanSupplier isReached) {
    while (!isReached.getAsBoolean()) {
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
    return true;
  }

  @Override
  public void close() {
    waiting.shutdownNow();
  }
}
