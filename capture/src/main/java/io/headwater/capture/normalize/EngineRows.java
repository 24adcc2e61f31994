package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.IdentityHashMap;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/** Reads the rows and keys of an engine's records, masked; keeps a reader per table schema. */
final class EngineRows {

  /** Schemas replaced by later versions of their tables are forgotten after so many. */
  private static final int MAX_CACHED_SCHEMAS = 4_096;

  private final ColumnReaders columns;
  private final Masking masking;
  private final Placeholder placeholder;
  private final IdentityHashMap<Schema, RowReader> readers = new IdentityHashMap<>();

  EngineRows(ColumnReaders columns, Masking masking, Placeholder placeholder) {
    this.columns = columns;
    this.masking = masking;
    this.placeholder = placeholder;
  }

  RowReader.Row read(Struct row, TableName table) {
    return reader(row.schema(), table).read(row);
  }

  /** Empty for a table without a key. */
  Value.Obj key(SourceRecord engineRecord, TableName table) {
    return engineRecord.key() instanceof Struct struct
        ? read(struct, table).columns()
        : Value.Obj.empty();
  }

  /** What a refused record is about: its table and key, as far as they can be told. */
  String subject(SourceRecord refused) {
    Optional<TableName> table = EngineRecords.table(refused);
    if (table.isEmpty()) {
      // Without the table nobody can tell which columns of the key are masked.
      return String.valueOf(refused.topic());
    }
    try {
      return table.get() + " " + key(refused, table.get()).toJson();
    } catch (RuntimeException unreadableKey) {
      return table.get().toString();
    }
  }

  private RowReader reader(Schema schema, TableName table) {
    RowReader known = readers.get(schema);
    if (known != null && known.isOf(table)) {
      return known;
    }
    if (readers.size() >= MAX_CACHED_SCHEMAS) {
      readers.clear();
    }
    RowReader created = new RowReader(table, schema, columns, masking.of(table), placeholder);
    readers.put(schema, created);
    return created;
  }
}
