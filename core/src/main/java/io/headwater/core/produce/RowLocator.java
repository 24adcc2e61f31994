package io.headwater.core.produce;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.util.Set;

/**
 * Which resources hold a row (port).
 *
 * <p>Used by one thread at a time. It need not survive a restart: it is built from what the
 * resources hold, whenever the change log is read anew.
 */
public interface RowLocator extends AutoCloseable {

  /**
   * A row in one role.
   *
   * @param type the type of the resources that hold it
   * @param relation the relation's name
   * @param rowKey the row's key as compact JSON
   */
  record Row(ResourceType type, String relation, String rowKey) {

    /** The role in which the row is meant. */
    Role role() {
      return new Role(type, relation);
    }
  }

  /** The resources that hold the row; after a crash it may be more than one. */
  Set<ResourceId> holders(Row row);

  /** From now on these hold the row, and no others. */
  void replace(Row row, Set<ResourceId> holders);

  /** Nobody holds any row of the relation. */
  void clear(ResourceType type, String relation);

  @Override
  void close();
}
