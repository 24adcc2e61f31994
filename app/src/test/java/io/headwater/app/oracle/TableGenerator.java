package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;

/** Makes random tables. */
final class TableGenerator {

  private static final String OWNER_PREFIX = "of_";
  private static final String SECOND_OWNER_PREFIX = "via_";
  private static final int MAX_VALUES = 4;

  private static final List<ColumnKind> KEY_KINDS =
      List.of(
          ColumnKind.INT, ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.TEXT, ColumnKind.DECIMAL);
  private static final List<ColumnKind> FIRST_KEY_KINDS =
      List.of(ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.TEXT, ColumnKind.BOOLEAN);
  private static final List<ColumnKind> KINDS = List.of(ColumnKind.values());
  private static final List<ColumnKind> CONDITION_KINDS =
      List.of(ColumnKind.STATE, ColumnKind.RANK, ColumnKind.BOOLEAN);
  private static final List<String> COLUMNS =
      List.of("label", "order", "unitPrice", "größe", "note", "flag", "total", "value");
  private static final List<String> CONDITION_COLUMNS = List.of("state", "gone");

  private final Draw draw;

  TableGenerator(Draw draw) {
    this.draw = draw;
  }

  /**
   * The first table.
   *
   * @param mayShare whether it may have columns for another role
   */
  Part root(boolean mayShare) {
    List<Column> key = key(draw.oneIn(3) ? List.of("region", "code") : List.of("id"));
    List<Column> parent =
        mayShare && draw.oneIn(3) ? owner(key, SECOND_OWNER_PREFIX, true) : List.of();
    return new Part(
        "things",
        Sql.both(Sql.both(key, values()), parent),
        List.of(),
        names(parent),
        names(key),
        false,
        false,
        draw.oneIn(2));
  }

  /**
   * A table whose rows belong to rows of the first.
   *
   * @param mayShare whether it may have columns for another role
   */
  Part child(String table, Part root, boolean mayShare) {
    List<Column> rootKey = root.columns(root.own());
    boolean one = draw.oneIn(4);
    boolean ownedKey = draw.oneIn(2);
    List<Column> owner = owner(rootKey, OWNER_PREFIX, !ownedKey && draw.oneIn(2));
    List<Column> second =
        mayShare && draw.oneIn(3) ? owner(rootKey, SECOND_OWNER_PREFIX, true) : List.of();
    List<Column> own =
        one && ownedKey
            ? List.of()
            : key(draw.oneIn(3) ? List.of("batch", "pos") : List.of(ownedKey ? "pos" : "partId"));
    return new Part(
        table,
        Sql.both(Sql.both(own, owner), Sql.both(values(), second)),
        names(owner),
        names(second),
        names(own),
        ownedKey,
        one,
        draw.oneIn(2));
  }

  private static List<Column> owner(List<Column> rootKey, String prefix, boolean nullable) {
    return rootKey.stream()
        .map(column -> new Column(prefix + column.name(), column.kind(), nullable))
        .toList();
  }

  private List<Column> key(List<String> names) {
    List<Column> key = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<ColumnKind> kinds = i == names.size() - 1 ? KEY_KINDS : FIRST_KEY_KINDS;
      key.add(new Column(names.get(i), draw.pick(kinds), false));
    }
    return key;
  }

  /** Columns of any kind, and some whose values are few enough for conditions. */
  private List<Column> values() {
    List<Column> values = new ArrayList<>();
    for (String name : draw.some(COLUMNS, 1, MAX_VALUES)) {
      values.add(new Column(name, draw.pick(KINDS), !draw.oneIn(3)));
    }
    for (String name : draw.some(CONDITION_COLUMNS, 0, 2)) {
      values.add(new Column(name, draw.pick(CONDITION_KINDS), !draw.oneIn(3)));
    }
    return values;
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }
}
