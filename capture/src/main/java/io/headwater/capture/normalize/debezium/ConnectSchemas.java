package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Reads the schema part that Kafka Connect's JsonConverter writes. */
final class ConnectSchemas {

  private static final String MEND =
      "; mend: write the topic with Kafka Connect's JsonConverter, or without schema part"
          + " (value.converter.schemas.enable=false)";

  /** The longest bit string that a column of any database has. */
  private static final int MAX_BITS = 83_886_080;

  private ConnectSchemas() {}

  /** The schema; empty for null, as a payload without one has. */
  static Optional<Schema> read(Value json) {
    return json.isNull() ? Optional.empty() : Optional.of(schema(json));
  }

  private static Schema schema(Value json) {
    if (!(json instanceof Value.Obj schema)) {
      throw wrong("is no object where a type is expected");
    }
    SchemaBuilder builder =
        switch (text(schema, "type")) {
          case "int8" -> SchemaBuilder.int8();
          case "int16" -> SchemaBuilder.int16();
          case "int32" -> SchemaBuilder.int32();
          case "int64" -> SchemaBuilder.int64();
          case "float", "float32" -> SchemaBuilder.float32();
          case "double", "float64" -> SchemaBuilder.float64();
          case "boolean" -> SchemaBuilder.bool();
          case "string" -> SchemaBuilder.string();
          case "bytes" -> SchemaBuilder.bytes();
          case "array" -> SchemaBuilder.array(schema(member(schema, "items")));
          case "map" ->
              SchemaBuilder.map(schema(member(schema, "keys")), schema(member(schema, "values")));
          case "struct" -> struct(schema);
          default -> throw wrong("has a type that Kafka Connect does not know");
        };
    if (schema.member("optional").filter(Value.of(true)::equals).isPresent()) {
      builder.optional();
    }
    if (schema.members().get("name") instanceof Value.Text name) {
      builder.name(name.value());
    }
    if (schema.members().get("parameters") instanceof Value.Obj parameters) {
      parameters(builder, parameters);
    }
    return builder.build();
  }

  private static void parameters(SchemaBuilder builder, Value.Obj parameters) {
    for (Map.Entry<String, Value> parameter : parameters.members().entrySet()) {
      if (!(parameter.getValue() instanceof Value.Text text)) {
        throw wrong("has a parameter that is no text");
      }
      switch (parameter.getKey()) {
        case "length" -> expectNumber(text.value(), MAX_BITS);
        case "scale", "__debezium.source.column.scale" ->
            expectNumber(text.value(), Integer.MAX_VALUE);
        default -> {}
      }
      builder.parameter(parameter.getKey(), text.value());
    }
  }

  private static void expectNumber(String text, int most) {
    try {
      if (Integer.parseInt(text) <= most) {
        return;
      }
    } catch (NumberFormatException notANumber) {
      // Refused below.
    }
    throw wrong("has a length or scale that is no number within the limits");
  }

  private static SchemaBuilder struct(Value.Obj schema) {
    SchemaBuilder builder = SchemaBuilder.struct();
    if (!(member(schema, "fields") instanceof Value.Arr fields)) {
      throw wrong("has a struct without fields");
    }
    for (Value item : fields.items()) {
      if (!(item instanceof Value.Obj field)) {
        throw wrong("has a field that is no object");
      }
      String name = text(field, "field");
      if (builder.field(name) != null) {
        throw wrong("has two fields of one name");
      }
      builder.field(name, schema(field));
    }
    return builder;
  }

  /** The defaults of a row's columns, which Connect's own schemas would hold as Java values. */
  static Value defaultOf(Value.Obj schema) {
    return schema.member("default").orElse(Value.ofNull());
  }

  private static Value member(Value.Obj schema, String name) {
    return schema
        .member(name)
        .orElseThrow(() -> wrong("lacks '" + name + "' where a type needs it"));
  }

  private static String text(Value.Obj schema, String name) {
    if (member(schema, name) instanceof Value.Text text) {
      return text.value();
    }
    throw wrong("has a '" + name + "' that is no text");
  }

  private static RefusedRecordException wrong(String what) {
    return new RefusedRecordException("the schema part " + what + MEND);
  }

  /** The fields' own JSON, for what a Connect schema does not keep. */
  static List<Value> fields(Value.Obj schema) {
    return schema.members().get("fields") instanceof Value.Arr fields ? fields.items() : List.of();
  }
}
