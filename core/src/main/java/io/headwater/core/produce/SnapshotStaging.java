package io.headwater.core.produce;

import io.headwater.core.resource.ResourceKey;
import java.util.Iterator;
import java.util.List;

/**
 * Where the rows of a source snapshot wait until the snapshot is complete, grouped by resource
 * (port).
 *
 * <p>Used by one thread at a time. What is staged need not survive a restart: the snapshot's part
 * of the change log is read again, as its offset is not committed meanwhile.
 */
public interface SnapshotStaging extends AutoCloseable {

  /** Forgets all that is staged; an iterator taken before is void. */
  void clear();

  /** Stages row changes; a later change of the same row of the same resource replaces it. */
  void stage(List<RoutedChange> changes);

  /** Whether any row of the resource is staged. */
  boolean contains(ResourceKey resource);

  /**
   * The staged resources in the order of type and id, each with all its rows as {@link
   * RowChange.Put}; lazy, to be taken once and before anything else is staged.
   */
  Iterator<StagedResource> resources();

  @Override
  void close();

  /** One resource with all its staged rows. */
  record StagedResource(ResourceKey resource, List<RowChange> rows) {
    public StagedResource {
      rows = List.copyOf(rows);
    }
  }
}
