package io.headwater.capture.normalize;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the catalogue of MariaDB or MySQL says of a column, and what the normalizer makes of its
 * values, by the table of {@code docs/change-event.md}.
 *
 * @param dataType the type's name, {@code int}
 * @param columnType the whole declaration, {@code int(10) unsigned}
 * @param length the declared number of characters; empty when there is none
 * @param nullable whether null is allowed
 * @param inPrimaryKey whether it is part of the primary key
 * @param comment its comment
 */
public record BinlogColumn(
    String dataType,
    String columnType,
    Optional<Long> length,
    boolean nullable,
    boolean inPrimaryKey,
    Optional<String> comment)
    implements ColumnDeclaration {

  private static final Set<String> TEXTS =
      Set.of(
          "char",
          "varchar",
          "tinytext",
          "text",
          "mediumtext",
          "longtext",
          "enum",
          "set",
          "date",
          "time",
          "datetime",
          "timestamp");
  private static final Set<String> SIZED = Set.of("char", "varchar");
  private static final Set<String> BINARIES =
      Set.of("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob");
  private static final Set<String> GEOMETRIES =
      Set.of(
          "geometry",
          "point",
          "linestring",
          "polygon",
          "multipoint",
          "multilinestring",
          "multipolygon",
          "geometrycollection",
          "geomcollection");
  private static final Pattern LABEL = Pattern.compile("'((?:[^']|'')*)'");

  @Override
  public ValueSchema wide() {
    return new ValueSchema(List.of(schema(false)), false, !inPrimaryKey, comment);
  }

  @Override
  public ValueSchema strict() {
    return new ValueSchema(List.of(schema(true)), false, nullable, comment);
  }

  private Value.Obj schema(boolean strict) {
    String type = dataType.toLowerCase(Locale.ROOT);
    if (TEXTS.contains(type)) {
      return text(type, strict);
    }
    if (BINARIES.contains(type)) {
      return type("string").with(member("contentEncoding", Value.of("base64")));
    }
    if (GEOMETRIES.contains(type)) {
      return type("object");
    }
    return switch (type) {
      case "tinyint" -> integer(strict, 8);
      case "smallint" -> integer(strict, 16);
      case "mediumint" -> integer(strict, 24);
      case "int" -> integer(strict, 32);
      case "bigint" -> type("integer");
      case "year" -> type("integer");
      case "decimal", "float", "double" -> type("number");
      case "bit" -> type(columnType.equalsIgnoreCase("bit(1)") ? "boolean" : "string");
      default -> Value.Obj.empty();
    };
  }

  private Value.Obj integer(boolean strict, int bits) {
    if (!strict) {
      return type("integer");
    }
    boolean unsigned = columnType.toLowerCase(Locale.ROOT).contains("unsigned");
    long limit = 1L << (unsigned ? bits : bits - 1);
    return type("integer")
        .with(member("minimum", Value.of(unsigned ? 0 : -limit)))
        .with(member("maximum", Value.of(limit - 1)));
  }

  private Value.Obj text(String type, boolean strict) {
    if (!strict) {
      return type("string");
    }
    if (type.equals("enum")) {
      // An invalid label that the server let through is stored as the empty one.
      List<Value> labels = new ArrayList<>(List.of(Value.of("")));
      Matcher label = LABEL.matcher(columnType);
      while (label.find()) {
        labels.add(Value.of(label.group(1).replace("''", "'")));
      }
      return type("string").with(member("enum", new Value.Arr(labels)));
    }
    return length
        .filter(declared -> SIZED.contains(type))
        .map(declared -> type("string").with(member("maxLength", Value.of(declared.longValue()))))
        .orElseGet(() -> type("string"));
  }

  private static Value.Obj type(String name) {
    return member("type", Value.of(name));
  }

  private static Value.Obj member(String name, Value value) {
    return new ObjectBuilder().add(name, value).build();
  }
}
