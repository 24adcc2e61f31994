package io.headwater.app.oracle;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The query that builds the id and the document of every resource in the source. */
final class TruthQuery {

  private TruthQuery() {}

  /** What the connection's transaction sees. */
  static Truth truth(Connection connection, Resource resource) throws SQLException {
    Map<String, String> documents = new TreeMap<>();
    Set<String> withheld = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql(resource))) {
      while (rows.next()) {
        if (rows.getBoolean(2)) {
          withheld.add(rows.getString(1));
        } else {
          documents.put(rows.getString(1), rows.getString(3));
        }
      }
    }
    return new Truth(documents, withheld);
  }

  static String sql(Resource resource) {
    List<String> members = new ArrayList<>();
    List<String> withheld = new ArrayList<>(List.of("false"));
    resource.fields().forEach(field -> members.add(member(field, "r")));
    for (Embed embed : resource.embeds()) {
      members.add(name(embed.member()) + " || " + embed.form().json(embed, resource));
      embed.form().withheld(embed, resource).ifPresent(withheld::add);
    }
    return "select %s, %s, '{' || %s || '}' from %s r where %s"
        .formatted(
            id(resource.key()),
            String.join(" or ", withheld),
            String.join(" || ',' || ", members),
            Sql.quoted(resource.root().table()),
            resource.filter().sql("r"));
  }

  private static String id(List<String> key) {
    if (key.size() == 1) {
      return "r." + Sql.quoted(key.getFirst()) + "::text";
    }
    return object(key.stream().map(Field::of).toList(), "r");
  }

  /** An expression for an object of these fields. */
  static String object(List<Field> fields, String alias) {
    return "'{' || "
        + String.join(" || ',' || ", fields.stream().map(field -> member(field, alias)).toList())
        + " || '}'";
  }

  /** An expression for a column within a text: text as it is, anything else as JSON prints it. */
  static String text(String column, String alias) {
    return "to_json(%s.%s) #>> '{}'".formatted(alias, Sql.quoted(column));
  }

  private static String member(Field field, String alias) {
    return name(field.member()) + " || " + field.content().json(alias);
  }

  private static String name(String member) {
    return "'\"" + member + "\":'";
  }
}
