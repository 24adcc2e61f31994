package io.headwater.core.produce;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the values of a column or a member are, in terms of JSON Schema 2020-12.
 *
 * @param alternatives the schemas of which one fits each ordinary value; one without keywords fits
 *     any value, null too
 * @param nonFinite whether there may be NaN, Infinity and -Infinity too, which are strings in JSON
 * @param nullable whether there may be null too
 * @param comment what the source says of the column
 */
public record ValueSchema(
    List<Value.Obj> alternatives, boolean nonFinite, boolean nullable, Optional<String> comment) {

  private static final String TYPE = "type";
  private static final String ENUM = "enum";
  private static final String CONST = "const";
  private static final Value STRING = Value.of("string");
  private static final Value NULL = Value.of("null");

  /** The forms of numbers that JSON has no literal for. */
  private static final Value NON_FINITE = Value.of("^(NaN|-?Infinity)$");

  public ValueSchema {
    alternatives = List.copyOf(alternatives);
  }

  /**
   * What a member's values are.
   *
   * @param value what the member is made of
   * @param columns of all columns that it needs
   */
  static ValueSchema of(FieldValue value, Columns columns) {
    return switch (value) {
      case FieldValue.Column column -> columns.of(column.column());
      case FieldValue.Constant constant ->
          plain(new ObjectBuilder().add(CONST, constant.value()).build(), false);
      case FieldValue.Template template -> plain(typed(STRING), anyNull(template, columns));
      case FieldValue.FirstOf firstOf -> first(firstOf, columns);
    };
  }

  /** What the values of a table's columns are. */
  @FunctionalInterface
  interface Columns {
    ValueSchema of(String column);
  }

  /** The schema that fits every value. */
  public Value.Obj schema() {
    ObjectBuilder schema = new ObjectBuilder();
    comment.ifPresent(text -> schema.add("description", Value.of(text)));
    Value.Obj described = schema.build();
    if (isAnything()) {
      return described;
    }
    Value.Obj only = alternatives.getFirst();
    if (alternatives.size() == 1 && only.member(TYPE).isPresent()) {
      return described.with(widened(only));
    }
    List<Value> branches = new ArrayList<>(alternatives);
    if (nonFinite) {
      branches.add(new ObjectBuilder().add(TYPE, STRING).add("pattern", NON_FINITE).build());
    }
    if (nullable) {
      branches.add(typed(NULL));
    }
    return described.with(branches.size() == 1 ? only : anyOf(branches));
  }

  /**
   * The JSON Schema types of the ordinary values, with {@code null} when they may be null, sorted;
   * none when they may be anything.
   */
  public Set<String> types() {
    Set<String> types = new TreeSet<>();
    if (isAnything()) {
      return types;
    }
    for (Value.Obj alternative : alternatives) {
      alternative.member(CONST).ifPresent(value -> types.add(typeOf(value)));
      for (Value type : listed(alternative)) {
        types.add(FieldValue.text(type));
      }
    }
    if (nullable) {
      types.add(FieldValue.text(NULL));
    }
    return types;
  }

  /** The JSON Schema type of a value. */
  public static String typeOf(Value value) {
    return switch (value) {
      case Value.Null ignored -> "null";
      case Value.Bool ignored -> "boolean";
      case Value.Num number -> isWhole(number) ? "integer" : "number";
      case Value.Text ignored -> "string";
      case Value.Arr ignored -> "array";
      case Value.Obj ignored -> "object";
    };
  }

  private static boolean isWhole(Value.Num number) {
    return number.literal().chars().noneMatch(c -> c == '.' || c == 'e' || c == 'E');
  }

  private boolean isAnything() {
    return alternatives.contains(Value.Obj.empty());
  }

  /** A schema with a type, which then allows the strings and null that belong to the values. */
  private Value.Obj widened(Value.Obj schema) {
    List<Value> types = new ArrayList<>(listed(schema));
    ObjectBuilder more = new ObjectBuilder();
    if (nonFinite) {
      types.add(STRING);
    }
    if (nullable) {
      types.add(NULL);
    }
    more.add(TYPE, types.size() == 1 ? types.getFirst() : new Value.Arr(types));
    if (nonFinite) {
      // Of no effect on numbers.
      more.add("pattern", NON_FINITE);
    }
    if (nullable && schema.members().get(ENUM) instanceof Value.Arr labels) {
      List<Value> withNull = new ArrayList<>(labels.items());
      withNull.add(Value.ofNull());
      more.add(ENUM, new Value.Arr(withNull));
    }
    return schema.with(more.build());
  }

  private static ValueSchema plain(Value.Obj schema, boolean nullable) {
    return new ValueSchema(List.of(schema), false, nullable, Optional.empty());
  }

  private static boolean anyNull(FieldValue value, Columns columns) {
    return value.neededColumns().stream()
        .map(columns::of)
        .anyMatch(column -> column.nullable() || column.isAnything());
  }

  private static ValueSchema first(FieldValue.FirstOf firstOf, Columns columns) {
    List<ValueSchema> schemas = firstOf.columns().stream().map(columns::of).toList();
    Set<Value.Obj> alternatives = new LinkedHashSet<>();
    schemas.forEach(schema -> alternatives.addAll(schema.alternatives()));
    return new ValueSchema(
        List.copyOf(alternatives),
        schemas.stream().anyMatch(ValueSchema::nonFinite),
        schemas.stream().allMatch(ValueSchema::nullable),
        Optional.empty());
  }

  private static List<Value> listed(Value.Obj schema) {
    return schema
        .member(TYPE)
        .map(type -> type instanceof Value.Arr several ? several.items() : List.of(type))
        .orElse(List.of());
  }

  private static Value.Obj typed(Value type) {
    return new ObjectBuilder().add(TYPE, type).build();
  }

  private static Value.Obj anyOf(List<Value> branches) {
    return new ObjectBuilder().add("anyOf", new Value.Arr(branches)).build();
  }
}
