package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import io.headwater.core.normalize.ContentReference;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.resource.TableName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Refused records as they may be kept: columns with a rule as it leaves them, as far as they can be
 * read, and else without them; and without what looks like a former value and was not logged.
 *
 * <p>In doubt nothing is shown: a record whose table cannot be told, or that cannot be copied,
 * keeps no value when any column of its source has a rule.
 */
final class MaskedRecord {

  private static final String BEFORE = "before";
  private static final Set<String> ROWS = Set.of(BEFORE, "after");

  /** What else a row change is made of; none of it is a row's. */
  private static final Set<String> CIRCUMSTANCES =
      Set.of("source", "op", "transaction", "ts_ms", "ts_us", "ts_ns");

  private static final Schema REFERENCE =
      SchemaBuilder.struct()
          .field(ContentReference.BYTES, Schema.INT64_SCHEMA)
          .field(ContentReference.SHA256, Schema.STRING_SCHEMA)
          .optional()
          .build();

  private final Masking masking;
  private final ColumnReaders readers;
  private final Placeholder placeholder;

  MaskedRecord(Masking masking, ColumnReaders readers, Placeholder placeholder) {
    this.masking = masking;
    this.readers = readers;
    this.placeholder = placeholder;
  }

  /**
   * A record as it may be kept.
   *
   * @param extent how much of it that is
   */
  record Kept(SourceRecord shown, PayloadExtent extent) {}

  /**
   * The record as it may be kept.
   *
   * @param identities which columns of a before image were logged: the others are left out, as they
   *     only look like values
   */
  Kept of(SourceRecord refused, Function<TableName, ReplicaIdentity> identities) {
    return kept(
        refused,
        table -> BeforeImage.of(refused).map(image -> image.logged(identities.apply(table))));
  }

  /** The record of a log that holds whole rows, as it may be kept. */
  Kept of(SourceRecord refused) {
    return kept(refused, table -> Optional.empty());
  }

  private Kept kept(
      SourceRecord refused, Function<TableName, Optional<Predicate<String>>> loggedColumns) {
    try {
      Optional<TableName> table = EngineRecords.table(refused);
      Optional<Predicate<String>> logged = table.flatMap(loggedColumns);
      if (masking.isNone() && logged.isEmpty()) {
        return new Kept(refused, PayloadExtent.WHOLE);
      }
      return table.isPresent() || masking.isNone()
          ? kept(refused, masking.of(table.orElseThrow()), logged)
          : withoutValues(refused);
    } catch (RuntimeException unlikeAnyRecord) {
      return masking.isNone() ? new Kept(refused, PayloadExtent.PARTIAL) : withoutValues(refused);
    }
  }

  private Kept kept(SourceRecord refused, TableRules rules, Optional<Predicate<String>> logged) {
    Copying copying = new Copying(rules);
    Struct value = copying.envelope((Struct) refused.value(), logged);
    SourceRecord shown =
        refused.key() instanceof Struct key
            ? copy(refused, Optional.of(copying.row(key)), Optional.of(value))
            : copy(refused, Optional.empty(), Optional.of(value));
    PayloadExtent whole = masking.isNone() ? PayloadExtent.WHOLE : PayloadExtent.MASKED;
    return new Kept(shown, copying.isPartial ? PayloadExtent.PARTIAL : whole);
  }

  private static Kept withoutValues(SourceRecord refused) {
    return new Kept(copy(refused, Optional.empty(), Optional.empty()), PayloadExtent.WITHHELD);
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

  /** The copying of one record. */
  private final class Copying {

    private final TableRules rules;

    /** Whether a masked column could not be read, and so is left out. */
    private boolean isPartial;

    Copying(TableRules rules) {
      this.rules = rules;
    }

    Struct envelope(Struct value, Optional<Predicate<String>> logged) {
      Copy copy = new Copy(value.schema());
      for (Field field : value.schema().fields()) {
        Object raw = value.getWithoutDefault(field.name());
        if (CIRCUMSTANCES.contains(field.name())) {
          copy.add(field.name(), field.schema(), Optional.ofNullable(raw));
        } else if (ROWS.contains(field.name()) && raw instanceof Struct image) {
          Predicate<String> columns =
              field.name().equals(BEFORE) && logged.isPresent() ? logged.get() : column -> true;
          Struct shown = row(image, columns);
          copy.add(field.name(), shown.schema(), Optional.of(shown));
        }
      }
      return copy.struct();
    }

    Struct row(Struct row) {
      return row(row, column -> true);
    }

    private Struct row(Struct row, Predicate<String> columns) {
      Copy copy = new Copy(row.schema());
      for (Field field : row.schema().fields()) {
        String name = field.name();
        if (!columns.test(name)) {
          continue;
        }
        Optional<Object> raw = Optional.ofNullable(row.getWithoutDefault(name));
        if (!rules.hides(name)) {
          copy.add(name, field.schema(), raw);
        } else if (!rules.drops(name) && raw.isEmpty()) {
          copy.add(name, Schema.OPTIONAL_STRING_SCHEMA, raw);
        } else if (!rules.drops(name)) {
          Optional<Shown> shown = shown(field, raw.get());
          isPartial |= shown.isEmpty();
          shown.ifPresent(it -> copy.add(name, it.schema(), it.value()));
        }
      }
      return copy.struct();
    }

    private Optional<Shown> shown(Field field, Object raw) {
      if (placeholder.is(raw)) {
        return Shown.text(Optional.of(placeholder.text()));
      }
      try {
        Schema schema = field.schema();
        return MaskedRecord.shown(rules.ruled(field.name(), schema, readers.of(schema)).read(raw));
      } catch (RuntimeException unreadable) {
        return Optional.empty();
      }
    }
  }

  /** A column as it is kept. */
  private record Shown(Schema schema, Optional<?> value) {

    static Optional<Shown> text(Optional<String> value) {
      return Optional.of(new Shown(Schema.OPTIONAL_STRING_SCHEMA, value));
    }
  }

  /** What a rule made: a text, a reference, or null, which it leaves alone. */
  private static Optional<Shown> shown(Value ruled) {
    return switch (ruled) {
      case Value.Null ignored -> Shown.text(Optional.empty());
      case Value.Text text -> Shown.text(Optional.of(text.value()));
      case Value.Obj reference -> Optional.of(new Shown(REFERENCE, Optional.of(struct(reference))));
      case Value.Bool ignored -> Optional.empty();
      case Value.Num ignored -> Optional.empty();
      case Value.Arr ignored -> Optional.empty();
    };
  }

  private static Struct struct(Value.Obj reference) {
    return new Struct(REFERENCE)
        .put(
            ContentReference.BYTES,
            Long.valueOf(((Value.Num) reference.require(ContentReference.BYTES)).literal()))
        .put(
            ContentReference.SHA256,
            ((Value.Text) reference.require(ContentReference.SHA256)).value());
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
