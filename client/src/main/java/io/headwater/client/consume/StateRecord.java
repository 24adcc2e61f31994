package io.headwater.client.consume;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.Operation;

/** One record of a state topic. */
public sealed interface StateRecord {

  /** The resource's id as text, which is the record's key. */
  String key();

  /**
   * A resource's complete new state.
   *
   * @param version at least 0; a higher one is newer
   * @param operation create or update
   * @param bytes the record's value
   */
  record Upsert(String key, long version, Operation operation, JsonBytes bytes)
      implements StateRecord {

    /** Refuses a delete. */
    public Upsert {
      if (operation == Operation.DELETE) {
        throw new IllegalArgumentException("An upsert is a create or an update, not a delete");
      }
    }
  }

  /**
   * A resource's end.
   *
   * @param version at least 0; higher than that of every state before
   * @param bytes the record's value, whose resource is null
   */
  record Delete(String key, long version, JsonBytes bytes) implements StateRecord {}

  /** The null value that follows a delete, so that compaction can remove the key. */
  record Tombstone(String key) implements StateRecord {}
}
