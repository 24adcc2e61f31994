package io.headwater.core.bootstrap;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The newest state of every resource, for reading (port).
 *
 * <p>Thread-safe; reads block on local storage only and never wait for writers. Unknown types give
 * no states.
 */
public interface BootstrapView {

  /** The types that the view holds. */
  Set<ResourceType> types();

  /** The number of partitions of every state topic. */
  int partitions();

  /** The state record of one resource; empty when it is absent or deleted. */
  Optional<Bytes> state(ResourceType type, String id);

  /**
   * States in the order of their ids (as UTF-8 bytes).
   *
   * @param after only ids beyond this one; empty to begin
   * @param limit at most that many
   */
  List<StoredState> page(ResourceType type, Optional<String> after, int limit);

  /** The number of resources. */
  long count(ResourceType type);

  /** Where the view stands in the type's state topic. */
  StreamPositions positions(ResourceType type);

  /**
   * What has changed behind positions: for each resource only its newest change, and its deletion.
   *
   * <p>Positions ahead of the view give nothing and come back as they are, since another node may
   * have given them.
   *
   * @param since the partitions to look at, and where to begin in each
   * @throws UnsafePositionsException when a deletion behind them may be unknown by now
   */
  ChangeBatch changes(ResourceType type, StreamPositions since, ChangeLimits limits);

  /**
   * Looks whether following from positions misses nothing, be it here or in the state topic. The
   * topic forgets deletions by their age alone, while leases keep them here.
   *
   * @throws UnsafePositionsException when a deletion behind them may be unknown by now
   */
  void requireSafe(ResourceType type, StreamPositions since, Following following);

  /** What a consumer follows. */
  enum Following {
    /** {@link #changes}. */
    VIEW,
    /** The state topic. */
    TOPIC
  }

  /**
   * All states and the positions they belong to, from one moment; to be closed.
   *
   * @param partition only the resources of that partition
   * @param after only the states behind this id, in the order of {@link Snapshot#states}
   */
  Snapshot snapshot(ResourceType type, OptionalInt partition, Optional<String> after);

  /** All states, from the first on. */
  default Snapshot snapshot(ResourceType type, OptionalInt partition) {
    return snapshot(type, partition, Optional.empty());
  }

  /**
   * How much a {@link ChangeBatch} may hold.
   *
   * @param changes at most that many
   * @param bytes it ends with the change that reaches this size
   */
  record ChangeLimits(int changes, int bytes) {}

  /** A resource's id and its state record's UTF-8 JSON. */
  record StoredState(String id, Bytes value) {}

  /** A consistent picture of the view; not thread-safe. */
  interface Snapshot extends AutoCloseable {

    /** The positions of the moment that the picture was taken. */
    StreamPositions positions();

    /** All states by partition, and in it by id (as UTF-8 bytes); may be taken once. */
    Iterator<StoredState> states();

    @Override
    void close();
  }
}
