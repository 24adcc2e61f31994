package io.headwater.app.oracle;

import java.util.List;
import java.util.Optional;

/** Makes random conditions over a table's columns. */
final class FilterGenerator {

  private static final int MAX_COLUMNS = 2;

  private final Draw draw;

  FilterGenerator(Draw draw) {
    this.draw = draw;
  }

  /** Conditions, or none, also where no column is fit for them. */
  Filter maybe(Part part) {
    return draw.oneIn(2) ? Filter.NONE : some(part);
  }

  /** Conditions; none only where no column is fit for them. */
  Filter some(Part part) {
    List<Column> columns = draw.shuffled(columns(part));
    if (columns.isEmpty()) {
      return Filter.NONE;
    }
    Column first = columns.getFirst();
    List<Column> others = columns.subList(1, columns.size());
    return switch (draw.random().nextInt(4)) {
      case 0 -> new Filter(where(List.of(first)), Optional.empty(), List.of());
      case 1 -> new Filter(where(columns), Optional.empty(), List.of());
      // Of different columns, so that both can let a row count.
      case 2 -> withDeleted(others.isEmpty() ? List.of() : where(List.of(first)), columns);
      default -> withDeleted(List.of(), columns);
    };
  }

  private Filter withDeleted(List<Condition> where, List<Column> columns) {
    List<Column> free = where.isEmpty() ? columns : columns.subList(1, columns.size());
    Optional<Column> mark = free.stream().filter(Column::nullable).findFirst();
    return mark.isPresent() && draw.oneIn(2)
        ? new Filter(where, mark, List.of())
        : new Filter(where, Optional.empty(), deleted(free));
  }

  private static List<Column> columns(Part part) {
    return part.plain().stream().filter(c -> !c.kind().literals().isEmpty()).toList();
  }

  private List<Condition> where(List<Column> columns) {
    return columns.stream()
        .limit(MAX_COLUMNS)
        .map(column -> condition(column, column.kind().literals(), 2))
        .toList();
  }

  /** Conditions that some value does not fit. */
  private List<Condition> deleted(List<Column> columns) {
    return columns.stream()
        .limit(MAX_COLUMNS)
        .map(
            column ->
                condition(
                    column,
                    column.kind().literals().stream().filter(it -> !it.fitsValues()).toList(),
                    1))
        .toList();
  }

  /** A condition that some value fits, with some of the literals beside. */
  private Condition condition(Column column, List<Literal> literals, int more) {
    Literal first =
        draw.pick(column.kind().literals().stream().filter(Literal::fitsValues).toList());
    List<Literal> others = literals.stream().filter(literal -> !literal.equals(first)).toList();
    return new Condition(column.name(), Sql.both(List.of(first), draw.some(others, 0, more)));
  }
}
