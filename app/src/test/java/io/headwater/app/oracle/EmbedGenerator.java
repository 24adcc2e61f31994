package io.headwater.app.oracle;

import java.util.List;
import java.util.Optional;

/** Makes random embeds of given tables. */
final class EmbedGenerator {

  private static final List<EmbedForm> LISTS =
      List.of(EmbedForm.OBJECTS, EmbedForm.VALUES, EmbedForm.NAMED_OBJECTS, EmbedForm.NAMED_VALUES);
  private static final int MAX_ORDERS = 3;

  private final Draw draw;
  private final Identity identity;
  private final FilterGenerator filters;
  private final FieldGenerator fields;

  EmbedGenerator(Draw draw, Identity identity) {
    this.draw = draw;
    this.identity = identity;
    this.filters = new FilterGenerator(draw);
    this.fields = new FieldGenerator(draw);
  }

  /**
   * An embed of any form that fits the table.
   *
   * @param join the columns that hold the resource's key
   */
  Embed embed(String member, Part part, List<String> join) {
    if (part.isOnePer(join) && !draw.oneIn(3)) {
      return one(member, part, join, filters.maybe(part));
    }
    if (draw.oneIn(5)) {
      // Conditions choose one among several rows; without them two rows would be one.
      Filter filter = filters.some(part);
      if (!filter.equals(Filter.NONE)) {
        return one(member, part, join, filter);
      }
    }
    return many(member, part, join, draw.pick(LISTS));
  }

  private Embed one(String member, Part part, List<String> join, Filter filter) {
    boolean keyed = isLocated(part) || !filter.equals(Filter.NONE);
    return new Embed(
        member,
        EmbedForm.ONE,
        part,
        join,
        keyed ? key(part, join) : List.of(),
        filter,
        fields.fields(shown(part)),
        Optional.empty(),
        List.of());
  }

  /** Whether rows may have to be located, which only the table's own key allows. */
  private boolean isLocated(Part part) {
    // A truncation makes it doubtful for a moment whether nulls and zeros were logged.
    boolean looksUnlogged =
        part.columns(part.owner()).stream()
            .anyMatch(column -> column.nullable() || column.kind() == ColumnKind.BOOLEAN);
    return !part.ownedKey() && (identity == Identity.DEFAULT || looksUnlogged);
  }

  private Embed many(String member, Part part, List<String> join, EmbedForm form) {
    Optional<String> mapBy = form.isNamed() ? Optional.of(name(part)) : Optional.empty();
    return new Embed(
        member,
        form,
        part,
        join,
        key(part, join),
        filters.maybe(part),
        form.isOfValues()
            ? List.of(Field.of(draw.pick(shown(part)).name()))
            : fields.fields(shown(part)),
        mapBy,
        draw.some(part.columns(), 0, MAX_ORDERS).stream()
            .map(column -> new Order(column.name(), draw.oneIn(2)))
            .toList());
  }

  /** Mostly a column that differs in all rows of an owner, or all would be withheld. */
  private String name(Part part) {
    List<Column> others =
        part.plain().stream().filter(column -> column.kind() != ColumnKind.BIG_TEXT).toList();
    boolean any = part.own().isEmpty() || part.own().size() > 1 || draw.oneIn(4);
    return any && !others.isEmpty() ? draw.pick(others).name() : part.primaryKey().getLast();
  }

  private List<String> key(Part part, List<String> join) {
    boolean ownIsEnough = !part.ownedKey() || (join.equals(part.owner()) && !part.own().isEmpty());
    return ownIsEnough && (!part.ownedKey() || draw.oneIn(2)) ? part.own() : part.primaryKey();
  }

  private List<Column> shown(Part part) {
    return draw.oneIn(2) ? part.values() : Sql.both(part.plain(), part.columns(part.own()));
  }
}
