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

/**
 * Waits until what a source committed is in the bootstrap view, stage by stage: the change log is
 * complete up to the place, what it held then is applied, and what was published then is in the
 * view. Each stage is asked only after the one before, so nothing is missed; when the source is
 * idle, a mark in its log moves the first one on.
 *
 * <p>Thread-safe. Waits on virtual threads, {@link #MAX_WAITING} at a time.
 */
final class SourceBarriers implements SourceBarrier, AutoCloseable {

  /** Calls that may wait at a time; more are told at once that it was not in time. */
  static final int MAX_WAITING = 200;

  private static final Duration LOOK_EVERY = Duration.ofMillis(10);

  /** What has to be asked over the network may take so long also for those who do not wait. */
  private static final Duration ASK_LIMIT = TopicEnds.ASK_LIMIT;

  private static final Duration BACK_OFF = Duration.ofMillis(250);

  private final SourceStatuses statuses;
  private final ProduceLag lag;
  private final TopicEnds ends;
  private final ViewFollower follower;
  private final Publishing publishing;
  private final Map<String, SourceMark> marks = new HashMap<>();
  private final Semaphore places = new Semaphore(MAX_WAITING);
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();
  private final SharedLook<Boolean> refreshed;

  SourceBarriers(
      NodePlan plan,
      SourceStatuses statuses,
      ProduceLag lag,
      TopicEnds ends,
      ViewFollower follower,
      Publishing publishing) {
    this.statuses = statuses;
    this.lag = lag;
    this.ends = ends;
    this.follower = follower;
    this.publishing = publishing;
    this.refreshed =
        new SharedLook<>(
            () -> Optional.of(true).filter(asked -> ends.refresh()), BACK_OFF, waiting);
    for (SourcePlan source : plan.sources()) {
      switch (source.engine()) {
        case EnginePlan.Debezium debezium -> {
          if (debezium.vendor() == DatabaseVendor.POSTGRESQL) {
            LogMarker marker = new LogMarker(debezium.connector());
            marks.put(source.name(), new SourceMark(source.name(), marker::write, waiting));
          }
        }
        case EnginePlan.Topics ignored -> {}
      }
    }
  }

  @Override
  public CompletionStage<Boolean> reached(
      ResourceType type, String source, String position, Duration wait) {
    SourceMark mark = marks.get(source);
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
    Asked asked = new Asked(type, source, position);
    if (wait.isPositive() && !isCaptured(asked)) {
      mark.want(deadline);
    }
    return CompletableFuture.supplyAsync(() -> await(asked, deadline), waiting)
        .whenComplete((isReached, failure) -> places.release());
  }

  private record Asked(ResourceType type, String source, String position) {}

  private boolean await(Asked asked, long deadline) {
    if (!until(deadline, () -> isCaptured(asked))) {
      return false;
    }
    long changes = end(Topics.changes(asked.source()), deadline);
    if (changes < 0 || !until(deadline, () -> lag.reached(asked.source()) >= changes)) {
      return false;
    }
    Optional<BooleanSupplier> isPublished = publishing.upToNow(patient(deadline));
    if (isPublished.isEmpty() || !until(deadline, isPublished.get())) {
      return false;
    }
    Map<Integer, Long> states = ends(Topics.state(asked.type()), deadline);
    return !states.isEmpty() && until(deadline, () -> follower.hasReached(asked.type(), states));
  }

  private boolean isCaptured(Asked asked) {
    Optional<String> read = statuses.named(asked.source()).flatMap(SourceStatus::position);
    return LogMarker.isReached(asked.position(), read);
  }

  /** The end of a topic as of now or later: an older one may be before what was captured. */
  private long end(String topic, long deadline) {
    long now = System.nanoTime();
    return refreshed.since(now, patient(deadline)).isPresent() ? ends.sum(topic, now) : -1;
  }

  private Map<Integer, Long> ends(String topic, long deadline) {
    long now = System.nanoTime();
    return refreshed.since(now, patient(deadline)).isPresent()
        ? ends.byPartition(topic, now)
        : Map.of();
  }

  private static long patient(long deadline) {
    long least = System.nanoTime() + ASK_LIMIT.toNanos();
    return deadline - least > 0 ? deadline : least;
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
