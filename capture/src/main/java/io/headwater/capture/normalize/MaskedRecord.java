package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Refused records as they may be kept: with masked columns masked, as far as they can be read, and
 * else without them.
 *
 * <p>In doubt nothing is shown: a record whose table cannot be told, or that cannot be copied,
 * keeps no value when anything of its source is masked.
 */
final class MaskedRecord {

  private static final Set<String> ROWS = Set.of("before", "after");

  /** What else a row change is made of; none of it is a row's. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("source", "op", "transaction", "ts_ms", "ts_us", "ts_ns");

  private final Masking masking;
  private final ColumnReaders readers;
  private final Placeholder placeholder;

  MaskedRecord(Masking masking, ColumnReaders readers, Placeholder placeholder) {
    this.masking = masking;
    this.readers = readers;
    this.placeholder = placeholder;
  }

  SourceRecord of(SourceRecord refused) {
    if (masking.isNone()) {
      return refused;
    }
    Optional<TableName> table = EngineRecords.table(refused);
    if (table.isEmpty()) {
      return withoutValues(refused);
    }
    try {
      return masked(refused, masking.of(table.get()));
    } catch (RuntimeException unlikeAnyRecord) {
      return withoutValues(refused);
    }
  }

  private SourceRecord masked(SourceRecord refused, TableMasks masks) {
    Struct value = envelope((Struct) refused.value(), masks);
    if (!(refused.key() instanceof Struct)) {
      return copy(refused, Optional.empty(), Optional.of(value));
    }
    return copy(refused, Optional.of(row((Struct) refused.key(), masks)), Optional.of(value));
  }

  private static SourceRecord withoutValues(SourceRecord refused) {
    return copy(refused, Optional.empty(), Optional.empty());
  }

  private static SourceRecord copy(
      SourceRecord refused, Optional<Struct> key, Optional<Struct> value) {
    return refused.newRecord(
        refused.topic(),
        refused.kafkaPartition(),
        key.map(Struct::schema).orElse(null),
        key.orElse(null),
        value.map(Struct::schema).orElse(null),
        value.orElse(null),
        refused.timestamp());
  }

  private Struct envelope(Struct value, TableMasks masks) {
    Copy copy = new Copy(value.schema());
    for (Field field : value.schema().fields()) {
      Object raw = value.getWithoutDefault(field.name());
      if (CIRCUMSTANCES.contains(field.name())) {
        copy.add(field.name(), field.schema(), Optional.ofNullable(raw));
      } else if (ROWS.contains(field.name()) && raw instanceof Struct image) {
        Struct shown = row(image, masks);
        copy.add(field.name(), shown.schema(), Optional.of(shown));
      }
    }
    return copy.struct();
  }

  private Struct row(Struct row, TableMasks masks) {
    Copy copy = new Copy(row.schema());
    for (Field field : row.schema().fields()) {
      String name = field.name();
      Optional<Object> raw = Optional.ofNullable(row.getWithoutDefault(name));
      if (!masks.hides(name)) {
        copy.add(name, field.schema(), raw);
      } else if (!masks.drops(name) && raw.isEmpty()) {
        copy.add(name, Schema.OPTIONAL_STRING_SCHEMA, raw);
      } else if (!masks.drops(name)) {
        shown(field, raw.get(), masks)
            .ifPresent(text -> copy.add(name, Schema.OPTIONAL_STRING_SCHEMA, Optional.of(text)));
      }
    }
    return copy.struct();
  }

  private Optional<String> shown(Field field, Object raw, TableMasks masks) {
    if (placeholder.is(raw)) {
      return Optional.of(placeholder.text());
    }
    try {
      ValueReader reader = masks.masked(field.name(), readers.of(field.schema()));
      return reader.read(raw) instanceof Value.Text text
          ? Optional.of(text.value())
          : Optional.empty();
    } catch (RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /** A structure in the making, whose schema grows with its fields. */
  private static final class Copy {

    private final SchemaBuilder schema;
    private final Map<String, Object> values = new HashMap<>();

    Copy(Schema original) {
      schema = SchemaBuilder.struct().name(original.name()).optional();
    }

    void add(String name, Schema column, Optional<?> value) {
      schema.field(name, column);
      value.ifPresent(present -> values.put(name, present));
    }

    Struct struct() {
      Struct struct = new Struct(schema.build());
      values.forEach(struct::put);
      return struct;
    }
  }
}
