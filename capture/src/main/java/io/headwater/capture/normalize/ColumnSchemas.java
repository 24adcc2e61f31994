package io.headwater.capture.normalize;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ValueSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the normalizer makes of a column's values, as JSON Schema: the counterpart of {@link
 * ColumnReaders}, by the table of {@code docs/change-event.md}.
 *
 * <p>Dates and times have no format: those of JSON Schema allow neither {@code infinity}, nor years
 * beyond 9999, nor {@code 24:00:00}. Where the engine's form of a type is not certain anything is
 * allowed.
 */
public final class ColumnSchemas {

  private static final Set<String> INTEGERS = Set.of("int2", "int4", "int8", "oid");
  private static final Set<String> NON_FINITE = Set.of("float4", "float8", "numeric");
  private static final Set<String> TEXTS =
      Set.of(
          "text",
          "varchar",
          "bpchar",
          "citext",
          "name",
          "xml",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "macaddr8",
          "tsvector",
          "ltree",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "interval",
          "pg_lsn",
          "box");

  /** The types whose arrays the engine reads as arrays. */
  private static final Set<String> ELEMENTS =
      Set.of(
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "numeric",
          "bool",
          "text",
          "varchar",
          "bpchar",
          "bytea",
          "uuid",
          "inet",
          "cidr",
          "macaddr",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz",
          "json",
          "jsonb");

  /** The types whose domains have the form of the type itself. */
  private static final Set<String> DOMAIN_BASES =
      Set.of(
          "int2",
          "int4",
          "int8",
          "float4",
          "float8",
          "bool",
          "text",
          "varchar",
          "bpchar",
          "uuid",
          "date",
          "time",
          "timetz",
          "timestamp",
          "timestamptz");

  private static final Value.Obj ANYTHING = Value.Obj.empty();
  private static final Value STRING = Value.of("string");

  private final ColumnFacts.Type type;
  private final boolean strict;

  private ColumnSchemas(ColumnFacts.Type type, boolean strict) {
    this.type = type;
    this.strict = strict;
  }

  /**
   * What the column's values are as long as its type's JSON form is the same: also when it becomes
   * nullable, longer or wider, or gets another label, while the source is captured.
   */
  public static ValueSchema wide(ColumnFacts column) {
    return of(column, false, !column.inPrimaryKey());
  }

  /** What the column's values are as long as its declaration is the same. */
  public static ValueSchema strict(ColumnFacts column) {
    return of(column, true, column.nullable());
  }

  private static ValueSchema of(ColumnFacts column, boolean strict, boolean nullable) {
    ColumnSchemas schemas = new ColumnSchemas(column.type(), strict);
    boolean nonFinite = NON_FINITE.contains(column.type().name());
    if (column.array()) {
      return new ValueSchema(
          List.of(schemas.array(nonFinite, column.domain())), false, nullable, column.comment());
    }
    return new ValueSchema(
        List.of(column.domain() ? schemas.ofDomain() : schemas.plain()),
        nonFinite && !isNumericDomain(column),
        nullable,
        column.comment());
  }

  private static boolean isNumericDomain(ColumnFacts column) {
    return column.domain() && column.type().name().equals("numeric");
  }

  private Value.Obj array(boolean nonFinite, boolean domain) {
    boolean known = type.kind() == ColumnFacts.Kind.ENUM || ELEMENTS.contains(type.name());
    if (domain || !known) {
      return ANYTHING;
    }
    ValueSchema element = new ValueSchema(List.of(plain()), nonFinite, true, Optional.empty());
    return new ObjectBuilder()
        .add("type", Value.of("array"))
        .add("items", element.schema())
        .build();
  }

  private Value.Obj ofDomain() {
    if (type.name().equals("numeric")) {
      // A string when the engine does not know that the domain is over numeric.
      return types("number", "string");
    }
    return DOMAIN_BASES.contains(type.name()) ? plain() : ANYTHING;
  }

  private Value.Obj plain() {
    return switch (type.kind()) {
      case ENUM -> labels();
      case TEXT_ONLY -> text();
      case BASE -> base();
    };
  }

  private Value.Obj base() {
    String name = type.name();
    if (INTEGERS.contains(name)) {
      return integer();
    }
    if (NON_FINITE.contains(name)) {
      return types("number");
    }
    if (TEXTS.contains(name)) {
      return text();
    }
    return switch (name) {
      case "bool" -> types("boolean");
      // Some versions of the engine give localized text.
      case "money" -> types("number", "string");
      case "bit" -> types(isOneBit() ? "boolean" : "string");
      case "varbit" -> isOneBit() ? types("boolean", "string") : text();
      case "bytea" -> text().with(member("contentEncoding", Value.of("base64")));
      case "hstore" ->
          types("object").with(member("additionalProperties", types("string", "null")));
      case "point", "geometry", "geography" -> types("object");
      default -> ANYTHING;
    };
  }

  private boolean isOneBit() {
    return type.length().equals(Optional.of(1));
  }

  private Value.Obj integer() {
    Value.Obj integer = types("integer");
    if (!strict) {
      return integer;
    }
    return switch (type.name()) {
      case "int2" -> integer.with(range(Short.MIN_VALUE, Short.MAX_VALUE));
      case "int4" -> integer.with(range(Integer.MIN_VALUE, Integer.MAX_VALUE));
      case "oid" -> integer.with(range(0, 0xFFFF_FFFFL));
      default -> integer.with(range(Long.MIN_VALUE, Long.MAX_VALUE));
    };
  }

  private Value.Obj labels() {
    List<Value> labels = new ArrayList<>();
    type.labels().forEach(label -> labels.add(Value.of(label)));
    return strict ? text().with(member("enum", new Value.Arr(labels))) : text();
  }

  private Value.Obj text() {
    Value.Obj text = member("type", STRING);
    if (!strict) {
      return text;
    }
    if (type.name().equals("uuid")) {
      return text.with(member("format", Value.of("uuid")));
    }
    return type.length()
        .filter(length -> type.name().equals("varchar") || type.name().equals("bpchar"))
        .map(length -> text.with(member("maxLength", Value.of(length.longValue()))))
        .orElse(text);
  }

  private static Value.Obj range(long minimum, long maximum) {
    return new ObjectBuilder()
        .add("minimum", Value.of(minimum))
        .add("maximum", Value.of(maximum))
        .build();
  }

  private static Value.Obj types(String... names) {
    List<Value> types = new ArrayList<>();
    for (String name : names) {
      types.add(Value.of(name));
    }
    return member("type", types.size() == 1 ? types.getFirst() : new Value.Arr(types));
  }

  private static Value.Obj member(String name, Value value) {
    return new ObjectBuilder().add(name, value).build();
  }
}
