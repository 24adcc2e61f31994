package io.headwater.client.consumer;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * The limits of a consumer. Start from {@link #defaults} and change what has to be another.
 *
 * @param parallelDownloads how many partitions are downloaded at a time; at least 1
 * @param checkpointStates after how many states a download is verified; at least 1. So many states
 *     are held twice for each parallel download
 * @param blockBytes how many bytes of states are held between two checkpoints; a download that
 *     needs more is asked for again with nearer checkpoints
 * @param batchChanges how many changes the sink gets at a time; 1 to {@link
 *     HeadwaterConsumer#MAX_BATCH_CHANGES}
 * @param backoff the waits between two tries of anything but the probes
 * @param probes the waits between two questions whether an unavailable target works again
 * @param circuitFailures after how many failures in a row, in two partitions or more, the target
 *     counts as unavailable; at least 2
 * @param stallLimit how long a provider may stay silent
 * @param pollWait how long one look for changes may wait for them; at most 30 s
 * @param lagInterval how often the end of the topic is looked up
 * @param storeInterval how often a position is stored that no change came with
 * @param random the source of jitter
 * @param clock the wall clock
 */
public record ConsumerSettings(
    int parallelDownloads,
    int checkpointStates,
    long blockBytes,
    int batchChanges,
    Backoff backoff,
    Backoff probes,
    int circuitFailures,
    Duration stallLimit,
    Duration pollWait,
    Duration lagInterval,
    Duration storeInterval,
    RandomGenerator random,
    InstantSource clock) {

  private static final Duration MAX_POLL_WAIT = Duration.ofSeconds(30);

  /** Refuses limits that mean nothing. */
  public ConsumerSettings {
    require(parallelDownloads >= 1, "There is at least 1 parallel download");
    require(checkpointStates >= 1, "A checkpoint comes after 1 state or more");
    require(blockBytes >= 1, "A block has at least 1 byte");
    require(
        batchChanges >= 1 && batchChanges <= HeadwaterConsumer.MAX_BATCH_CHANGES,
        "A batch has 1 to " + HeadwaterConsumer.MAX_BATCH_CHANGES + " changes");
    require(circuitFailures >= 2, "The circuit opens after 2 failures or more");
    require(isPositive(stallLimit), "The stall limit is more than zero");
    require(
        isPositive(pollWait) && pollWait.compareTo(MAX_POLL_WAIT) <= 0,
        "A poll waits more than zero and at most " + MAX_POLL_WAIT);
    require(isPositive(lagInterval), "The lag interval is more than zero");
    require(isPositive(storeInterval), "The store interval is more than zero");
  }

  /** The limits that suit most consumers. */
  public static ConsumerSettings defaults() {
    return new ConsumerSettings(
        4,
        1_000,
        64L * 1024 * 1024,
        HeadwaterConsumer.MAX_BATCH_CHANGES,
        new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30), 0.5),
        new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 0.2),
        5,
        Duration.ofSeconds(60),
        Duration.ofSeconds(5),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        RandomGenerator.getDefault(),
        InstantSource.system());
  }

  /** These with another {@link #parallelDownloads}. */
  public ConsumerSettings withParallelDownloads(int value) {
    return changed(draft -> draft.parallelDownloads = value);
  }

  /** These with another {@link #checkpointStates}. */
  public ConsumerSettings withCheckpointStates(int value) {
    return changed(draft -> draft.checkpointStates = value);
  }

  /** These with another {@link #blockBytes}. */
  public ConsumerSettings withBlockBytes(long value) {
    return changed(draft -> draft.blockBytes = value);
  }

  /** These with another {@link #batchChanges}. */
  public ConsumerSettings withBatchChanges(int value) {
    return changed(draft -> draft.batchChanges = value);
  }

  /** These with another {@link #backoff}. */
  public ConsumerSettings withBackoff(Backoff value) {
    return changed(draft -> draft.backoff = value);
  }

  /** These with another {@link #probes}. */
  public ConsumerSettings withProbes(Backoff value) {
    return changed(draft -> draft.probes = value);
  }

  /** These with another {@link #circuitFailures}. */
  public ConsumerSettings withCircuitFailures(int value) {
    return changed(draft -> draft.circuitFailures = value);
  }

  /** These with another {@link #stallLimit}. */
  public ConsumerSettings withStallLimit(Duration value) {
    return changed(draft -> draft.stallLimit = value);
  }

  /** These with another {@link #pollWait}. */
  public ConsumerSettings withPollWait(Duration value) {
    return changed(draft -> draft.pollWait = value);
  }

  /** These with another {@link #lagInterval}. */
  public ConsumerSettings withLagInterval(Duration value) {
    return changed(draft -> draft.lagInterval = value);
  }

  /** These with another {@link #storeInterval}. */
  public ConsumerSettings withStoreInterval(Duration value) {
    return changed(draft -> draft.storeInterval = value);
  }

  /** These with another {@link #random}. */
  public ConsumerSettings withRandom(RandomGenerator value) {
    return changed(draft -> draft.random = value);
  }

  /** These with another {@link #clock}. */
  public ConsumerSettings withClock(InstantSource value) {
    return changed(draft -> draft.clock = value);
  }

  private ConsumerSettings changed(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** One value is changed in it, so that each of the methods above names one only. */
  private static final class Draft {
    private int parallelDownloads;
    private int checkpointStates;
    private long blockBytes;
    private int batchChanges;
    private Backoff backoff;
    private Backoff probes;
    private int circuitFailures;
    private Duration stallLimit;
    private Duration pollWait;
    private Duration lagInterval;
    private Duration storeInterval;
    private RandomGenerator random;
    private InstantSource clock;

    Draft(ConsumerSettings from) {
      parallelDownloads = from.parallelDownloads;
      checkpointStates = from.checkpointStates;
      blockBytes = from.blockBytes;
      batchChanges = from.batchChanges;
      backoff = from.backoff;
      probes = from.probes;
      circuitFailures = from.circuitFailures;
      stallLimit = from.stallLimit;
      pollWait = from.pollWait;
      lagInterval = from.lagInterval;
      storeInterval = from.storeInterval;
      random = from.random;
      clock = from.clock;
    }

    ConsumerSettings settings() {
      return new ConsumerSettings(
          parallelDownloads,
          checkpointStates,
          blockBytes,
          batchChanges,
          backoff,
          probes,
          circuitFailures,
          stallLimit,
          pollWait,
          lagInterval,
          storeInterval,
          random,
          clock);
    }
  }
}
