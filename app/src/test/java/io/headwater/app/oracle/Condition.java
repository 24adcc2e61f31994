package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.Collectors;

/** A column equals one of the literals. */
record Condition(String column, List<Literal> literals) {

  Condition {
    literals = List.copyOf(literals);
  }

  String mapping() {
    String list = literals.stream().map(Literal::mapping).collect(Collectors.joining(", "));
    return MappingText.quoted(column) + " = " + (literals.size() == 1 ? list : "[" + list + "]");
  }

  /** An SQL expression that is true or false. */
  String sql(String alias) {
    String name = alias + "." + Sql.quoted(column);
    return literals.stream()
        .map(literal -> literal.test().formatted(name))
        .collect(Collectors.joining(" or ", "coalesce(", ", false)"));
  }
}
