package io.headwater.app.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The query that builds the id and the document of every resource in the source. */
final class TruthQuery {

  private TruthQuery() {}

  /** The documents by id, as the connection's transaction sees them. */
  static Map<String, String> documents(Connection connection, Shape shape) throws SQLException {
    Map<String, String> documents = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql(shape))) {
      while (rows.next()) {
        documents.put(rows.getString(1), rows.getString(2));
      }
    }
    return documents;
  }

  static String sql(Shape shape) {
    Part root = shape.root();
    List<String> members = new ArrayList<>();
    shape.fields().forEach(field -> members.add(member(field, "r")));
    shape
        .embeds()
        .forEach(
            embed -> members.add(name(embed.member()) + " || " + embed.form().json(embed, root)));
    return "select %s, '{' || %s || '}' from %s r"
        .formatted(id(root), String.join(" || ',' || ", members), Sql.quoted(root.table()));
  }

  private static String id(Part root) {
    if (root.own().size() == 1) {
      return "r." + Sql.quoted(root.own().getFirst()) + "::text";
    }
    return object(root.own().stream().map(column -> new Field(column, column)).toList(), "r");
  }

  /** An expression for an object of these fields. */
  static String object(List<Field> fields, String alias) {
    return "'{' || "
        + String.join(" || ',' || ", fields.stream().map(field -> member(field, alias)).toList())
        + " || '}'";
  }

  /** An expression for the JSON of a column, which is never null. */
  static String value(String column, String alias) {
    String name = alias + "." + Sql.quoted(column);
    return "coalesce(to_json(%s)::text, 'null')".formatted(name);
  }

  static String joined(Part part, Part root) {
    List<String> values = root.own().stream().map(key -> "r." + Sql.quoted(key)).toList();
    return Sql.each(part.owner(), values, "e.", " and ");
  }

  static String ordered(Column column) {
    boolean text = column.kind().sqlType().equals("text");
    return "e." + Sql.quoted(column.name()) + (text ? " collate \"C\"" : "") + " asc nulls first";
  }

  private static String member(Field field, String alias) {
    return name(field.member()) + " || " + value(field.column(), alias);
  }

  private static String name(String member) {
    return "'\"" + member + "\":'";
  }
}
