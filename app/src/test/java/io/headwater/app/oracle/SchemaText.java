package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;

/** The statements that create a shape's tables. */
final class SchemaText {

  private SchemaText() {}

  static List<String> ddl(Shape shape) {
    List<String> statements = new ArrayList<>();
    shape.parts().forEach(part -> statements.addAll(table(shape, part)));
    return statements;
  }

  private static List<String> table(Shape shape, Part part) {
    String table = Sql.quoted(part.table());
    List<String> lines = new ArrayList<>();
    for (Column column : part.columns()) {
      lines.add(
          Sql.quoted(column.name())
              + " "
              + column.kind().sqlType()
              + (column.nullable() ? "" : " not null"));
    }
    lines.add("primary key (" + Sql.names(part.primaryKey()) + ")");
    if (part.onePerOwner() && !part.own().isEmpty()) {
      lines.add("unique (" + Sql.names(part.owner()) + ")");
    }
    if (shape.foreignKeys() && !part.owner().isEmpty()) {
      lines.add(
          "foreign key (%s) references %s (%s) on update cascade on delete cascade deferrable initially deferred"
              .formatted(
                  Sql.names(part.owner()),
                  Sql.quoted(shape.root().table()),
                  Sql.names(shape.root().own())));
    }
    List<String> statements = new ArrayList<>();
    statements.add("create table " + table + " (" + String.join(", ", lines) + ")");
    statements.add("alter table " + table + " " + shape.identity().sql());
    if (part.external()) {
      for (Column column : part.columns()) {
        if (column.kind() == ColumnKind.BIG_TEXT) {
          statements.add(
              "alter table %s alter column %s set storage external"
                  .formatted(table, Sql.quoted(column.name())));
        }
      }
    }
    return statements;
  }
}
