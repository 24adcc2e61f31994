package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.UnsafePositionsException.Reason;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.store.StoreDamagedException;
import io.headwater.persistence.store.StoreDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bootstrap view in RocksDB.
 *
 * <p>Thread-safe. A type's states, count and positions lie in one column family and change in one
 * write batch. What an earlier process stored is served before {@link #open} too, with the epoch
 * and the positions it belongs to. Every method may throw {@link
 * io.headwater.persistence.store.StoreException}; damage is thrown as {@link StoreDamagedException}
 * and heals when the view is opened again.
 */
public final class RocksBootstrapView implements BootstrapView, BootstrapViewWriter, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RocksBootstrapView.class);

  /** The longest page. */
  public static final int MAX_PAGE_STATES = 10_000;

  /** The most partitions. */
  public static final int MAX_PARTITIONS = ViewKeys.MAX_PARTITIONS;

  /** Deletions are forgotten this part of the time before the topic may. */
  private static final int PRUNED_EARLIER = 8;

  /**
   * How often they are looked for while a deletion is kept; well within {@link #PRUNED_EARLIER}.
   */
  private static final int PRUNINGS = 64;

  private final StoreDirectory directory;
  private final ViewDatabase database;
  private final int partitions;
  private final int snapshotLimit;
  private final ViewPins pins;
  private final InstantSource clock;
  private final ViewGate gate = new ViewGate();
  private final Map<ResourceType, TypeStates> types = new ConcurrentHashMap<>();
  private final Map<ResourceType, Duration> tombstones = new ConcurrentHashMap<>();
  private final Set<ViewSnapshot> snapshots = ConcurrentHashMap.newKeySet();
  private final AtomicInteger openSnapshots = new AtomicInteger();

  private RocksBootstrapView(
      StoreDirectory directory,
      ViewDatabase database,
      int partitions,
      int snapshotLimit,
      ViewPins pins,
      InstantSource clock) {
    this.directory = directory;
    this.database = database;
    this.partitions = partitions;
    this.snapshotLimit = snapshotLimit;
    this.pins = pins;
    this.clock = clock;
  }

  /** Opens the view in a directory with the default limits. */
  public static RocksBootstrapView open(Path directory, int partitions) {
    return open(directory, partitions, ViewPins.NONE);
  }

  /** Opens the view in a directory with the default limits, and remembers what is pinned. */
  public static RocksBootstrapView open(Path directory, int partitions, ViewPins pins) {
    return open(directory, partitions, ViewLimits.defaults(), pins, InstantSource.system());
  }

  /**
   * Opens the view in a directory, which is made when it is absent.
   *
   * <p>A store that is damaged, of an unknown format or of another number of partitions is deleted
   * with a warning and begins anew.
   *
   * @param partitions the number of partitions of every state topic
   * @param pins which deletions are remembered whatever their age
   * @param clock tells how old deletions are
   * @throws io.headwater.persistence.store.StoreLockedException when another opener holds it
   */
  public static RocksBootstrapView open(
      Path directory, int partitions, ViewLimits limits, ViewPins pins, InstantSource clock) {
    if (partitions < 1 || partitions > MAX_PARTITIONS) {
      throw new IllegalArgumentException(
          "%d partitions; mend: use 1 to %d".formatted(partitions, MAX_PARTITIONS));
    }
    try {
      return openOnce(directory, partitions, limits, pins, clock);
    } catch (StoreDamagedException e) {
      LOG.warn("the bootstrap view in {} is damaged", directory, e);
      return openOnce(directory, partitions, limits, pins, clock);
    }
  }

  private static RocksBootstrapView openOnce(
      Path directory, int partitions, ViewLimits limits, ViewPins pins, InstantSource clock) {
    StoreDirectory locked = StoreDirectory.lock(directory);
    boolean isOpen = false;
    try {
      ViewDatabase database = ViewDatabase.open(locked, partitions, limits);
      isOpen = true;
      return new RocksBootstrapView(
              locked, database, partitions, limits.openSnapshots(), pins, clock)
          .load();
    } finally {
      if (!isOpen) {
        locked.close();
      }
    }
  }

  private RocksBootstrapView load() {
    types.putAll(database.storedTypes(partitions));
    boolean isLoaded = false;
    try {
      types.values().forEach(TypeStates::load);
      isLoaded = true;
      return this;
    } finally {
      if (!isLoaded) {
        close();
      }
    }
  }

  @Override
  public Set<ResourceType> types() {
    return new TreeSet<>(types.keySet());
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public Optional<Bytes> state(ResourceType type, String id) {
    return gate.whileOpen(() -> find(type).flatMap(states -> states.state(id)));
  }

  /** {@inheritDoc} At most {@value #MAX_PAGE_STATES}, and all of them from one moment. */
  @Override
  public List<StoredState> page(ResourceType type, Optional<String> after, int limit) {
    if (limit < 1 || limit > MAX_PAGE_STATES) {
      throw new IllegalArgumentException(
          "a page of %d states; mend: ask for 1 to %d".formatted(limit, MAX_PAGE_STATES));
    }
    return gate.whileOpen(
        () -> find(type).map(states -> states.page(after, limit)).orElseGet(List::of));
  }

  @Override
  public long count(ResourceType type) {
    return find(type).flatMap(TypeStates::head).map(ViewHead::count).orElse(0L);
  }

  /** {@inheritDoc} A type that was never opened has the epoch {@code ""} and no positions. */
  @Override
  public StreamPositions positions(ResourceType type) {
    return find(type)
        .flatMap(TypeStates::head)
        .map(ViewHead::positions)
        .orElseGet(() -> ViewHead.initial("").positions());
  }

  /**
   * {@inheritDoc} Closing the view closes it, too.
   *
   * @throws SnapshotLimitException when as many are open as may be
   */
  @Override
  public Snapshot snapshot(ResourceType type, OptionalInt partition, Optional<String> after) {
    if (partition.isPresent() && (partition.getAsInt() < 0 || partition.getAsInt() >= partitions)) {
      throw new IllegalArgumentException(
          "partition %d; mend: ask for 0 to %d".formatted(partition.getAsInt(), partitions - 1));
    }
    if (partition.isPresent()
        && after.isPresent()
        && Partitions.of(after.get(), partitions) != partition.getAsInt()) {
      throw new IllegalArgumentException(
          "the id to go on behind is not in partition " + partition.getAsInt());
    }
    return gate.whileOpen(
        () -> {
          Optional<TypeStates> states = find(type);
          return states.isEmpty() ? new EmptySnapshot() : take(states.get(), partition, after);
        });
  }

  private Snapshot take(TypeStates states, OptionalInt partition, Optional<String> after) {
    if (openSnapshots.incrementAndGet() > snapshotLimit) {
      openSnapshots.decrementAndGet();
      throw new SnapshotLimitException(snapshotLimit);
    }
    boolean isTaken = false;
    try {
      ViewSnapshot snapshot = new ViewSnapshot(states, partition, after, gate, this::forget);
      snapshots.add(snapshot);
      isTaken = true;
      return snapshot;
    } finally {
      if (!isTaken) {
        openSnapshots.decrementAndGet();
      }
    }
  }

  private void forget(ViewSnapshot snapshot) {
    snapshots.remove(snapshot);
    openSnapshots.decrementAndGet();
  }

  /** The number of snapshots that are not closed yet. */
  public int openSnapshots() {
    return openSnapshots.get();
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnsafePositionsException when a deletion behind them may be unknown, or the type was
   *     never opened
   */
  @Override
  public ChangeBatch changes(ResourceType type, StreamPositions since, ChangeLimits limits) {
    return gate.whileOpen(() -> known(type).changes(since, limits));
  }

  @Override
  public void requireSafe(ResourceType type, StreamPositions since, Following following) {
    gate.whileOpen(
        () -> {
          TypeStates states = known(type);
          switch (following) {
            case VIEW -> states.requireSafe(since);
            case TOPIC -> states.requireYoung(since, oldestRemembered(type));
          }
          return states;
        });
  }

  private TypeStates known(ResourceType type) {
    return find(type)
        .orElseThrow(
            () -> new UnsafePositionsException(Reason.OTHER_EPOCH, "the view has no type " + type));
  }

  @Override
  public StreamPositions open(ResourceType type, String epoch, Duration kept) {
    return gate.alone(
        () -> {
          tombstones.put(type, kept);
          Optional<TypeStates> states = find(type);
          if (states.flatMap(TypeStates::head).map(ViewHead::epoch).equals(Optional.of(epoch))) {
            if (!states.get().isLost(Horizon.of(clock.millis(), kept))) {
              return positions(type);
            }
            LOG.warn(
                "the states of {} are read anew: the view was behind for longer than the topic keeps deletions ({})",
                type,
                kept);
          }
          drop(type);
          TypeStates empty = database.create(type, partitions);
          types.put(type, empty);
          empty.begin(epoch);
          return positions(type);
        });
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException when a position would go back, when records come without one,
   *     or when a record lies in another partition than its id's; nothing is applied then
   */
  @Override
  public void apply(ResourceType type, List<Entry> entries, Map<Integer, Reached> reached) {
    gate.whileOpen(
        () -> {
          TypeStates states =
              find(type)
                  .orElseThrow(
                      () -> new IllegalStateException("the type " + type + " was not opened"));
          states.apply(
              entries,
              reached,
              Horizon.of(clock.millis(), kept(type)),
              new Pruning(
                  oldestRemembered(type),
                  kept(type).dividedBy(PRUNINGS).toMillis(),
                  pins.pinned(type, states.head().map(ViewHead::epoch).orElse(""))));
          return states;
        });
  }

  private Duration kept(ResourceType type) {
    return tombstones.getOrDefault(type, Duration.ZERO);
  }

  /** Earlier than the topic may forget, so that what is safe here is safe there. */
  private long oldestRemembered(ResourceType type) {
    Duration kept = kept(type);
    return clock.millis() - kept.minus(kept.dividedBy(PRUNED_EARLIER)).toMillis();
  }

  /** Deletes every type but these, such as types that the configuration does not have any more. */
  public void retain(Set<ResourceType> kept) {
    gate.alone(
        () -> {
          Set<ResourceType> dropped = new HashSet<>(types.keySet());
          dropped.removeAll(kept);
          dropped.forEach(this::drop);
          return dropped;
        });
  }

  private void drop(ResourceType type) {
    Optional.ofNullable(types.remove(type)).ifPresent(TypeStates::drop);
  }

  private Optional<TypeStates> find(ResourceType type) {
    return Optional.ofNullable(types.get(type));
  }

  /** Closes the open snapshots, the database and the lock on the directory. */
  @Override
  public void close() {
    gate.shut(
        () -> {
          Set.copyOf(snapshots).forEach(ViewSnapshot::release);
          types.values().forEach(TypeStates::release);
          types.clear();
          database.close();
          directory.close();
        });
  }
}
