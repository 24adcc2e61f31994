package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;

/** Makes random members of documents. */
final class FieldGenerator {

  private static final List<String> CONSTANTS =
      List.of(
          "\"it's {x} \\\"y\\\" \\\\\"", "\"\"", "1.50", "100000000000000000000", "true", "null");
  private static final List<String> TEXTS = List.of("", " ", "{", "}}", "it's \"q\" \\", "größe: ");

  private final Draw draw;

  FieldGenerator(Draw draw) {
    this.draw = draw;
  }

  /** Most of the columns, in any order, some under another name, and what is made of them. */
  List<Field> fields(List<Column> columns) {
    List<Field> fields = new ArrayList<>();
    for (Column column : draw.shuffled(columns)) {
      if (fields.isEmpty() || !draw.oneIn(5)) {
        String name = column.name();
        fields.add(
            new Field(draw.oneIn(4) ? "as" + fields.size() : name, new Content.OfColumn(name)));
      }
    }
    if (draw.oneIn(4)) {
      fields.add(new Field("always", new Content.Constant(draw.pick(CONSTANTS))));
    }
    if (draw.oneIn(3)) {
      fields.add(new Field("made", template(names(draw.some(columns, 1, 2)))));
    }
    if (draw.oneIn(3)) {
      fields.add(new Field("either", new Content.FirstOf(names(draw.some(columns, 2, 3)))));
    }
    return draw.shuffled(fields);
  }

  private Content template(List<String> columns) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i <= columns.size(); i++) {
      texts.add(draw.pick(TEXTS));
    }
    return new Content.Template(texts, columns);
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
