package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a member of a document is made of. */
public sealed interface FieldValue {

  /** The column's value. */
  record Column(String column) implements FieldValue {}

  /** Always the same value. */
  record Constant(Value value) implements FieldValue {}

  /** A text with columns' values in it; null when one of them is. */
  record Template(List<Part> parts) implements FieldValue {
    public Template {
      parts = List.copyOf(parts);
    }
  }

  /** The first of the columns' values that is not null; null when all are. */
  record FirstOf(List<String> columns) implements FieldValue {
    public FirstOf {
      columns = List.copyOf(columns);
    }
  }

  /** A piece of a template. */
  sealed interface Part {

    /** Text as it is. */
    record Literal(String text) implements Part {}

    /** The column's value, see {@link FieldValue#text(Value)}. */
    record ColumnText(String column) implements Part {}
  }

  /** The member's value; the row must have the columns. */
  default Value in(Value.Obj row) {
    return switch (this) {
      case Column column -> row.require(column.column());
      case Constant constant -> constant.value();
      case Template template -> filled(template, row);
      case FirstOf firstOf -> first(firstOf, row);
    };
  }

  /** The columns that the value needs, in the order it names them. */
  default Set<String> neededColumns() {
    Set<String> columns = new LinkedHashSet<>();
    switch (this) {
      case Column column -> columns.add(column.column());
      case Constant ignored -> {}
      case Template template -> {
        for (Part part : template.parts()) {
          switch (part) {
            case Part.Literal ignored -> {}
            case Part.ColumnText text -> columns.add(text.column());
          }
        }
      }
      case FirstOf firstOf -> columns.addAll(firstOf.columns());
    }
    return columns;
  }

  /** A value within a text: text as it is, anything else as JSON prints it. */
  static String text(Value value) {
    return switch (value) {
      case Value.Text text -> text.value();
      case Value.Num number -> number.literal();
      case Value.Bool bool -> Boolean.toString(bool.value());
      case Value.Null ignored -> "null";
      case Value.Arr array -> array.toJson();
      case Value.Obj object -> object.toJson();
    };
  }

  private static Value filled(Template template, Value.Obj row) {
    StringBuilder filled = new StringBuilder();
    for (Part part : template.parts()) {
      switch (part) {
        case Part.Literal literal -> filled.append(literal.text());
        case Part.ColumnText column -> {
          Value value = row.require(column.column());
          if (value.isNull()) {
            return Value.ofNull();
          }
          filled.append(text(value));
        }
      }
    }
    return Value.of(filled.toString());
  }

  private static Value first(FirstOf firstOf, Value.Obj row) {
    for (String column : firstOf.columns()) {
      Value value = row.require(column);
      if (!value.isNull()) {
        return value;
      }
    }
    return Value.ofNull();
  }
}
