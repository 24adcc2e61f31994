package io.headwater.core.bootstrap;

import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The writing side of the bootstrap view (port); one thread at a time writes a type. */
public interface BootstrapViewWriter {

  /**
   * Opens a type at the stored positions. When the stored epoch is another one, the type is emptied
   * first: its topic was made anew.
   *
   * @return the positions to go on from; a partition that is absent starts at the beginning
   */
  StreamPositions open(ResourceType type, String epoch);

  /**
   * Applies records, in order, and the positions behind them in one atomic step.
   *
   * @param next the next offset to consume by partition; it may lie beyond the last record's, as
   *     transaction markers take offsets too
   */
  void apply(ResourceType type, List<Entry> entries, Map<Integer, Long> next);

  /**
   * A record of the state topic.
   *
   * @param partition the partition it was read from
   * @param id the resource's id
   * @param value the state; empty when the resource is deleted
   */
  record Entry(int partition, String id, Optional<Bytes> value) {}
}
