package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.Collectors;

/** What a member of a document is made of: as the mapping says it and as the source does. */
sealed interface Content {

  /** What stands for it in the mapping file. */
  String mapping();

  /** An SQL expression for its JSON, which is never null. */
  String json(String alias);

  /** A column's value. */
  record OfColumn(String column) implements Content {
    @Override
    public String mapping() {
      return MappingText.quoted(column);
    }

    @Override
    public String json(String alias) {
      return firstOf(List.of(column), alias);
    }
  }

  /** Always the same; the literal is the same in JSON and in a mapping file. */
  record Constant(String literal) implements Content {
    @Override
    public String mapping() {
      return "{ constant = " + literal + " }";
    }

    @Override
    public String json(String alias) {
      return Sql.literal(literal);
    }
  }

  /**
   * A text with columns' values in it; null when one of them is.
   *
   * @param texts the texts around the columns, one more than columns
   */
  record Template(List<String> texts, List<String> columns) implements Content {
    public Template {
      texts = List.copyOf(texts);
      columns = List.copyOf(columns);
    }

    @Override
    public String mapping() {
      StringBuilder template = new StringBuilder(doubled(texts.getFirst()));
      for (int i = 0; i < columns.size(); i++) {
        template.append('{').append(columns.get(i)).append('}').append(doubled(texts.get(i + 1)));
      }
      return "{ template = " + MappingText.literal(template.toString()) + " }";
    }

    @Override
    public String json(String alias) {
      StringBuilder text = new StringBuilder(Sql.literal(texts.getFirst()));
      for (int i = 0; i < columns.size(); i++) {
        text.append(" || (")
            .append(TruthQuery.text(columns.get(i), alias))
            .append(") || ")
            .append(Sql.literal(texts.get(i + 1)));
      }
      return "coalesce(to_json(" + text + ")::text, 'null')";
    }

    private static String doubled(String text) {
      return text.replace("{", "{{").replace("}", "}}");
    }
  }

  /** The first of the columns that is not null. */
  record FirstOf(List<String> columns) implements Content {
    public FirstOf {
      columns = List.copyOf(columns);
    }

    @Override
    public String mapping() {
      return "{ first-of = " + MappingText.list(columns) + " }";
    }

    @Override
    public String json(String alias) {
      return firstOf(columns, alias);
    }
  }

  private static String firstOf(List<String> columns, String alias) {
    return columns.stream()
        .map(column -> "to_json(%s.%s)::text".formatted(alias, Sql.quoted(column)))
        .collect(Collectors.joining(", ", "coalesce(", ", 'null')"));
  }
}
