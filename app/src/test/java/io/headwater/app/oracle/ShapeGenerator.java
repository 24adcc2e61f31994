package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Makes a random shape of the forms that the mapping supports. */
final class ShapeGenerator {

  /** An owner column's name is this and the name of the root's key column. */
  static final String OWNER_PREFIX = "of_";

  private static final int MAX_EMBEDS = 4;
  private static final int MAX_VALUES = 4;

  private static final List<ColumnKind> KEY_KINDS =
      List.of(
          ColumnKind.INT, ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.TEXT, ColumnKind.DECIMAL);
  private static final List<ColumnKind> FIRST_KEY_KINDS =
      List.of(ColumnKind.INT, ColumnKind.BIGINT, ColumnKind.TEXT, ColumnKind.BOOLEAN);
  private static final List<String> COLUMNS =
      List.of("label", "order", "unitPrice", "größe", "note", "flag", "total", "value");
  private static final List<String> MEMBERS = List.of("parts", "tags", "size", "Notes");

  private final Random random;
  private final Identity identity;

  private ShapeGenerator(Random random, Identity identity) {
    this.random = random;
    this.identity = identity;
  }

  static Shape shape(Random random, Identity identity) {
    return new ShapeGenerator(random, identity).shape();
  }

  private Shape shape() {
    List<Column> key = key(random.nextInt(3) == 0 ? List.of("region", "code") : List.of("id"));
    List<Column> values = values();
    Part root =
        new Part("things", Sql.both(key, values), List.of(), names(key), false, false, oneIn(2));
    List<Column> shown = new ArrayList<>(values);
    key.stream().filter(column -> !oneIn(4)).forEach(shown::add);
    List<Embed> embeds = new ArrayList<>();
    int count = 1 + random.nextInt(MAX_EMBEDS);
    for (int i = 0; i < count; i++) {
      embeds.add(embed(MEMBERS.get(i), "thing_" + (i + 1), key));
    }
    return new Shape(identity, oneIn(4), root, fields(shown), embeds);
  }

  private Embed embed(String member, String table, List<Column> rootKey) {
    EmbedForm form = EmbedForm.values()[random.nextInt(EmbedForm.values().length)];
    boolean one = form == EmbedForm.ONE;
    boolean ownedKey = oneIn(2);
    boolean mayBeNobodys = !ownedKey && oneIn(2);
    List<Column> owner =
        rootKey.stream()
            .map(column -> new Column(OWNER_PREFIX + column.name(), column.kind(), mayBeNobodys))
            .toList();
    List<Column> own =
        one && ownedKey
            ? List.of()
            : key(oneIn(3) ? List.of("batch", "pos") : List.of(ownedKey ? "pos" : "partId"));
    List<Column> values = values();
    List<Column> columns = Sql.both(Sql.both(own, owner), values);
    Part part = new Part(table, columns, names(owner), names(own), ownedKey, one, oneIn(2));
    List<String> key = ownedKey && oneIn(2) ? part.primaryKey() : part.own();
    List<Column> shown = new ArrayList<>(values);
    if (oneIn(2)) {
      shown.addAll(own);
    }
    return new Embed(
        member,
        form,
        part,
        // A row is located by the table's own key only.
        one && (ownedKey || identity == Identity.FULL) ? List.of() : key,
        form == EmbedForm.VALUES ? fields(shown).subList(0, 1) : fields(shown),
        one ? List.of() : orderBy(columns));
  }

  private List<String> orderBy(List<Column> columns) {
    List<String> names = new ArrayList<>(names(columns));
    Collections.shuffle(names, random);
    return names.subList(0, random.nextInt(3));
  }

  private List<Column> key(List<String> names) {
    List<Column> key = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      List<ColumnKind> kinds = i == names.size() - 1 ? KEY_KINDS : FIRST_KEY_KINDS;
      key.add(new Column(names.get(i), kinds.get(random.nextInt(kinds.size())), false));
    }
    return key;
  }

  private List<Column> values() {
    List<String> names = new ArrayList<>(COLUMNS);
    Collections.shuffle(names, random);
    List<Column> values = new ArrayList<>();
    int count = 1 + random.nextInt(MAX_VALUES);
    for (int i = 0; i < count; i++) {
      ColumnKind[] kinds = ColumnKind.values();
      values.add(new Column(names.get(i), kinds[random.nextInt(kinds.length)], !oneIn(3)));
    }
    return values;
  }

  /** Most of the columns, in any order, some under another name. */
  private List<Field> fields(List<Column> columns) {
    List<Column> shuffled = new ArrayList<>(columns);
    Collections.shuffle(shuffled, random);
    List<Field> fields = new ArrayList<>();
    for (Column column : shuffled) {
      if (fields.isEmpty() || !oneIn(5)) {
        String name = column.name();
        fields.add(new Field(oneIn(4) ? "as" + fields.size() : name, name));
      }
    }
    return fields;
  }

  private static List<String> names(List<Column> columns) {
    return columns.stream().map(Column::name).toList();
  }

  private boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }
}
