package io.headwater.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.MaskKey;
import io.headwater.capture.normalize.Masking;
import io.headwater.capture.normalize.PostgresNormalizer;
import io.headwater.capture.normalize.ReplicaIdentity;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Rows written as {@code schema.table {…}}, as a source that one resource is made of tells them.
 */
final class SourceRows {

  /** The bytes 0 to 31, the key of the documentation's examples. */
  static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final Schema JSON =
      SchemaBuilder.string().name("io.debezium.data.Json").optional().build();
  private static final Schema SOURCE =
      SchemaBuilder.struct()
          .field("version", Schema.STRING_SCHEMA)
          .field("connector", Schema.STRING_SCHEMA)
          .field("ts_ms", Schema.INT64_SCHEMA)
          .field("db", Schema.STRING_SCHEMA)
          .field("schema", Schema.STRING_SCHEMA)
          .field("table", Schema.STRING_SCHEMA)
          .field("lsn", Schema.INT64_SCHEMA)
          .build();

  private final PostgresNormalizer normalizer;

  SourceRows(ResourceDefinition resource) {
    normalizer =
        new PostgresNormalizer(
            resource.mapping().source(),
            PostgresNormalizer.DEFAULT_PLACEHOLDER,
            table -> new ReplicaIdentity(true, Set.of(), Set.of(), new LogPosition(0)),
            Set.of(),
            Masking.of(ResourceDefinition.rulesOf(List.of(resource)), MaskKey.parse(KEY)));
  }

  /** The change that created the row, in the standard form. */
  ChangeEvent created(String line) {
    int space = line.indexOf(' ');
    TableName table = TableName.parse(line.substring(0, space)).orElseThrow();
    Value.Obj row = Json.readObject(line.substring(space).getBytes(UTF_8));
    return ((Normalization.Normalized) normalizer.normalize(record(table, row))).event();
  }

  private static SourceRecord record(TableName table, Value.Obj row) {
    SchemaBuilder columns = SchemaBuilder.struct().optional();
    row.members().keySet().forEach(column -> columns.field(column, JSON));
    Struct after = new Struct(columns.build());
    row.members()
        .forEach((column, value) -> after.put(column, value.isNull() ? null : value.toJson()));
    Schema schema =
        SchemaBuilder.struct()
            .name("shop.Envelope")
            .field("op", Schema.STRING_SCHEMA)
            .field("source", SOURCE)
            .field("before", after.schema())
            .field("after", after.schema())
            .build();
    Struct from =
        new Struct(SOURCE)
            .put("version", "3.5.0.Final")
            .put("connector", "postgresql")
            .put("ts_ms", 0L)
            .put("db", "shop")
            .put("schema", table.schema())
            .put("table", table.table())
            .put("lsn", 1L);
    return new SourceRecord(
        Map.of(),
        Map.of(),
        table.toString(),
        schema,
        new Struct(schema).put("op", "c").put("source", from).put("after", after));
  }
}
