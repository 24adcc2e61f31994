package io.headwater.capture.normalize.debezium;

import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.RawRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the records of a connector's transaction topic ({@code provide.transaction.metadata}).
 *
 * @see <a
 *     href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html#postgresql-transaction-metadata">Debezium's
 *     transaction metadata</a>
 */
public final class DebeziumTransactions {

  private DebeziumTransactions() {}

  /** What the record tells; empty when it is none of a transaction topic. Never throws. */
  public static Optional<TransactionBoundary> read(RawRecord raw) {
    if (raw.value().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Json.read(raw.value().get().array()) instanceof Value.Obj object
          ? of(payload(object))
          : Optional.empty();
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static Value.Obj payload(Value.Obj record) {
    return record.members().get("payload") instanceof Value.Obj payload ? payload : record;
  }

  /** What a record's payload tells. */
  static Optional<TransactionBoundary> of(Value.Obj payload) {
    // All boundaries have a count, if only null; a table may have the other columns.
    if (!(payload.members().get("id") instanceof Value.Text id)
        || !(payload.members().get("status") instanceof Value.Text status)
        || !payload.members().containsKey("event_count")) {
      return Optional.empty();
    }
    return switch (status.value()) {
      case "BEGIN" -> Optional.of(new TransactionBoundary.Begin(id.value()));
      case "END" -> Optional.of(end(id.value(), payload));
      default -> Optional.empty();
    };
  }

  private static TransactionBoundary end(String id, Value.Obj payload) {
    Map<String, Long> byCollection = new HashMap<>();
    if (payload.members().get("data_collections") instanceof Value.Arr collections) {
      for (Value item : collections.items()) {
        if (item instanceof Value.Obj collection
            && collection.members().get("data_collection") instanceof Value.Text name) {
          byCollection.merge(name.value(), count(collection), Long::sum);
        }
      }
    }
    return new TransactionBoundary.End(id, count(payload), byCollection);
  }

  private static long count(Value.Obj counted) {
    try {
      return counted.members().get("event_count") instanceof Value.Num number
          ? Math.max(0, Long.parseLong(number.literal()))
          : 0;
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
