package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The schema part of a record; one object for all records that have it letter by letter.
 *
 * @param schema of the payload; empty when the record has no schema part
 * @param defaults of the columns of an envelope's rows, as far as they have one
 */
record SchemaPart(Optional<Schema> schema, Map<String, Value> defaults) {

  static final SchemaPart NONE = new SchemaPart(Optional.empty(), Map.of());

  SchemaPart {
    defaults = Map.copyOf(defaults);
  }

  /**
   * The schema part that Kafka Connect's JsonConverter writes.
   *
   * @throws RefusedRecordException when it is none
   */
  static SchemaPart of(Value json) {
    Map<String, Value> defaults = new HashMap<>();
    if (json instanceof Value.Obj envelope) {
      for (Value field : ConnectSchemas.fields(envelope)) {
        if (field instanceof Value.Obj image
            && image.members().get("field") instanceof Value.Text name
            && name.value().equals("before")) {
          defaults(image, defaults);
        }
      }
    }
    return new SchemaPart(ConnectSchemas.read(json), defaults);
  }

  private static void defaults(Value.Obj image, Map<String, Value> defaults) {
    for (Value field : ConnectSchemas.fields(image)) {
      if (field instanceof Value.Obj column
          && column.members().get("field") instanceof Value.Text name) {
        Value filler = ConnectSchemas.defaultOf(column);
        if (!filler.isNull()) {
          defaults.put(name.value(), filler);
        }
      }
    }
  }

  /** The schema of the envelope's rows. */
  Optional<Schema> rows() {
    return schema
        .filter(envelope -> envelope.type() == Schema.Type.STRUCT)
        .map(SchemaPart::image)
        .filter(image -> image.type() == Schema.Type.STRUCT);
  }

  private static @Nullable Schema image(Schema envelope) {
    Field after = envelope.field("after");
    Field image = after == null ? envelope.field("before") : after;
    return image == null ? null : image.schema();
  }

  /** The schema of a payload that is a row itself. */
  Optional<Schema> flat() {
    return schema.filter(row -> row.type() == Schema.Type.STRUCT);
  }
}
