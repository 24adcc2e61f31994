package io.headwater.replica;

import io.headwater.client.consumer.StateChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes with one of each key: that which counts when all are applied in their order.
 *
 * <p>The last one does, unless it is older than one before it.
 */
record Batch(List<StateChange.Upsert> upserts, List<StateChange.Delete> deletes) {

  static Batch of(List<StateChange> changes) {
    Map<String, StateChange> last = new LinkedHashMap<>();
    for (StateChange change : changes) {
      last.merge(change.key(), change, Batch::later);
    }
    List<StateChange.Upsert> upserts = new ArrayList<>();
    List<StateChange.Delete> deletes = new ArrayList<>();
    for (StateChange change : last.values()) {
      switch (change) {
        case StateChange.Upsert upsert -> upserts.add(upsert);
        case StateChange.Delete delete -> {
          // The table cannot have another key, and the driver would make another one of it.
          if (Texts.canBeStored(delete.key())) {
            deletes.add(delete);
          }
        }
      }
    }
    return new Batch(List.copyOf(upserts), List.copyOf(deletes));
  }

  /** The upserts as rows. */
  List<Row> rows(RowReader reader) throws RefusedChangeException {
    List<Row> rows = new ArrayList<>(upserts.size());
    for (StateChange.Upsert upsert : upserts) {
      if (!Texts.canBeStored(upsert.key())) {
        throw new RefusedChangeException(
            upsert.key(),
            "22021",
            "has a key that no text column can hold",
            "leave the resource out with a filter, or map another key");
      }
      rows.add(reader.read(upsert));
    }
    return rows;
  }

  private static StateChange later(StateChange before, StateChange change) {
    return switch (change) {
      case StateChange.Upsert upsert -> upsert.version() > version(before) ? upsert : before;
      case StateChange.Delete delete ->
          delete.version().orElse(Long.MAX_VALUE) >= version(before) ? delete : before;
    };
  }

  // A tombstone has no version; whatever comes behind it was made later.
  private static long version(StateChange change) {
    return switch (change) {
      case StateChange.Upsert upsert -> upsert.version();
      case StateChange.Delete delete -> delete.version().orElse(-1);
    };
  }
}
