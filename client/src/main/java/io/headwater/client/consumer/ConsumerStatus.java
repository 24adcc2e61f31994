package io.headwater.client.consumer;

import io.headwater.client.consumer.ConsumerHealth.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the consumer's thread tells the others; safe for several threads. */
final class ConsumerStatus {

  private static final Logger LOG = LoggerFactory.getLogger(HeadwaterConsumer.class);

  private final String type;
  private ConsumerHealth health = ConsumerHealth.starting();
  private long looks;
  private long upToDateLook;
  private int waiting;

  ConsumerStatus(String type) {
    this.type = type;
  }

  synchronized ConsumerHealth health() {
    return health;
  }

  /** The consumer is in that state. */
  synchronized void state(ConsumerState state) {
    Phase phase = phase(state);
    boolean changes = phase != health.phase();
    boolean follows = phase == Phase.FOLLOWING;
    String position = state.known().flatMap(ConsumerPosition::token).orElse("");
    Set<Integer> paused =
        follows || phase == Phase.BOOTSTRAPPING || phase == Phase.CIRCUIT_OPEN
            ? health.pausedPartitions()
            : Set.of();
    Optional<String> problem =
        state instanceof ConsumerState.Failed failed
            ? Optional.of(failed.problem())
            : health.problem();
    health =
        new ConsumerHealth(
            phase,
            follows && health.upToDate(),
            follows ? health.lag() : OptionalLong.empty(),
            paused,
            problem,
            health.applied(),
            health.bootstraps(),
            position);
    if (changes) {
      LOG.info(
          "Consumer of {} is {} at [{}]{}",
          type,
          phase,
          position,
          problem.map(text -> "; last problem: " + text).orElse(""));
      notifyAll();
    }
  }

  synchronized void bootstrapBegun() {
    health = counted(0, 1);
  }

  synchronized void applied(int changes) {
    health = counted(changes, 0);
  }

  /** Those partitions wait for another try, the last one for that reason, if it is not blank. */
  synchronized void failing(Set<Integer> partitions, String reason) {
    if (!reason.isBlank()) {
      problem(reason);
    }
    health =
        with(health.upToDate() && partitions.isEmpty(), health.lag(), partitions, health.problem());
  }

  synchronized void problem(String text) {
    if (health.problem().isEmpty()) {
      LOG.warn("Consumer of {} has a problem: {}", type, text);
    }
    health = with(health.upToDate(), health.lag(), health.pausedPartitions(), Optional.of(text));
  }

  /** Something went well; what is paused still is. */
  synchronized void healthy() {
    if (health.pausedPartitions().isEmpty() && health.problem().isPresent()) {
      health = with(health.upToDate(), health.lag(), health.pausedPartitions(), Optional.empty());
    }
  }

  /** A look at the end of the stream begins. */
  synchronized long look() {
    looks++;
    return looks;
  }

  /** Of what that look has found so much is left; empty when that is something. */
  synchronized void looked(long look, OptionalLong lag) {
    boolean upToDate = lag.orElse(1) == 0 && health.pausedPartitions().isEmpty();
    health = with(upToDate, lag, health.pausedPartitions(), health.problem());
    if (upToDate) {
      upToDateLook = look;
      notifyAll();
    }
  }

  /** Nothing is known of what is left. */
  synchronized void behind() {
    health = with(false, OptionalLong.empty(), health.pausedPartitions(), health.problem());
  }

  /** Waits for a look that begins after this call and finds nothing left. */
  synchronized boolean awaitUpToDate(Duration limit) throws InterruptedException {
    long asked = looks;
    long start = System.nanoTime();
    long left = limit.toNanos();
    waiting++;
    try {
      while (upToDateLook <= asked && left > 0 && !ended()) {
        TimeUnit.NANOSECONDS.timedWait(this, left);
        left = limit.toNanos() - (System.nanoTime() - start);
      }
    } finally {
      waiting--;
    }
    return upToDateLook > asked;
  }

  /** Whether somebody waits for the next look. */
  synchronized boolean isAwaited() {
    return waiting > 0;
  }

  private boolean ended() {
    return health.phase() == Phase.STOPPED || health.phase() == Phase.FAILED;
  }

  private ConsumerHealth with(
      boolean upToDate, OptionalLong lag, Set<Integer> paused, Optional<String> problem) {
    return new ConsumerHealth(
        health.phase(),
        upToDate,
        lag,
        paused,
        problem,
        health.applied(),
        health.bootstraps(),
        health.position());
  }

  private ConsumerHealth counted(int applied, int bootstraps) {
    return new ConsumerHealth(
        health.phase(),
        health.upToDate(),
        health.lag(),
        health.pausedPartitions(),
        health.problem(),
        health.applied() + applied,
        health.bootstraps() + bootstraps,
        health.position());
  }

  private static Phase phase(ConsumerState state) {
    return switch (state) {
      case ConsumerState.Starting ignored -> Phase.STARTING;
      case ConsumerState.Checking ignored -> Phase.STARTING;
      case ConsumerState.Beginning ignored -> Phase.BOOTSTRAPPING;
      case ConsumerState.Downloading ignored -> Phase.BOOTSTRAPPING;
      case ConsumerState.Completing ignored -> Phase.BOOTSTRAPPING;
      case ConsumerState.Following ignored -> Phase.FOLLOWING;
      case ConsumerState.CircuitOpen ignored -> Phase.CIRCUIT_OPEN;
      case ConsumerState.Stopped ignored -> Phase.STOPPED;
      case ConsumerState.Failed ignored -> Phase.FAILED;
    };
  }
}
