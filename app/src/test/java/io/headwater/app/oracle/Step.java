package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Something that a transaction does.
 *
 * <p>Every step can run in every state: a row that is not there is not changed, one that would
 * break a constraint is not written. So steps can be left out when a run is shrunk.
 */
sealed interface Step {

  /** The statements, in order. */
  List<String> sql(Shape shape);

  /** The number of the table that it changes first. */
  int part();

  /** A new row; nothing when there is one already, or no owner where one is demanded. */
  record Insert(Ref ref, boolean nobodys, boolean ownerFirst, List<String> values) implements Step {
    public Insert {
      values = List.copyOf(values);
    }

    @Override
    public int part() {
      return ref.part();
    }

    @Override
    public List<String> sql(Shape shape) {
      Part part = shape.part(ref.part());
      List<Column> owner = part.columns(part.owner());
      Map<String, String> row = new LinkedHashMap<>();
      put(row, part.own(), Sql.keyValues(part.columns(part.own()), ref.key()));
      put(row, part.owner(), nobodys ? Sql.nulls(owner) : Sql.keyValues(owner, ref.owner()));
      put(row, part.values().stream().map(Column::name).toList(), values);
      boolean guarded = shape.foreignKeys() && ownerFirst && !nobodys && !owner.isEmpty();
      return List.of(
          "insert into %s (%s) select %s%s on conflict do nothing"
              .formatted(
                  Sql.quoted(part.table()),
                  Sql.names(List.copyOf(row.keySet())),
                  String.join(", ", row.values()),
                  guarded ? " where " + exists(shape, ref.owner()) : " where true"));
    }

    private static void put(Map<String, String> row, List<String> names, List<String> values) {
      for (int i = 0; i < names.size(); i++) {
        row.put(names.get(i), values.get(i));
      }
    }
  }

  /** New values of some columns; one that is set to itself changes nothing. */
  record Update(Ref ref, Map<String, String> values) implements Step {
    public Update {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public int part() {
      return ref.part();
    }

    @Override
    public List<String> sql(Shape shape) {
      return List.of(
          "update %s set %s where %s"
              .formatted(
                  Sql.quoted(shape.part(ref.part()).table()),
                  Sql.assignments(values),
                  Sql.is(shape, ref, "")));
    }
  }

  /** New values in all rows of an owner, or of the whole table. */
  record UpdateMany(int part, boolean whole, int owner, Map<String, String> values)
      implements Step {
    public UpdateMany {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    @Override
    public List<String> sql(Shape shape) {
      Part table = shape.part(part);
      return List.of(
          "update %s set %s where %s"
              .formatted(
                  Sql.quoted(table.table()),
                  Sql.assignments(values),
                  whole ? "true" : Sql.isOwnedBy(table, owner, "")));
    }
  }

  /** A row is gone; with its children unless they are left behind. */
  record Delete(Ref ref, boolean withChildren) implements Step {
    @Override
    public int part() {
      return ref.part();
    }

    @Override
    public List<String> sql(Shape shape) {
      List<String> statements = new ArrayList<>();
      if (withChildren) {
        shape
            .childNumbers()
            .forEach(embed -> statements.addAll(new DeleteMany(embed, ref.key()).sql(shape)));
      }
      statements.add(
          "delete from %s where %s"
              .formatted(Sql.quoted(shape.part(ref.part()).table()), Sql.is(shape, ref, "")));
      return statements;
    }
  }

  /** All rows of an owner are gone. */
  record DeleteMany(int part, int owner) implements Step {
    @Override
    public List<String> sql(Shape shape) {
      Part table = shape.part(part);
      return List.of(
          "delete from %s where %s"
              .formatted(Sql.quoted(table.table()), Sql.isOwnedBy(table, owner, "")));
    }
  }

  /** Tables are emptied by one statement, with those that refer to them where that is needed. */
  record Truncate(List<Integer> parts, boolean cascade) implements Step {
    public Truncate {
      parts = List.copyOf(parts);
    }

    @Override
    public int part() {
      return parts.getFirst();
    }

    @Override
    public List<String> sql(Shape shape) {
      boolean referred =
          shape.foreignKeys() && parts.contains(Shape.ROOT) && parts.size() < shape.parts().size();
      String truncate =
          "truncate %s%s"
              .formatted(
                  Sql.names(parts.stream().map(part -> shape.part(part).table()).toList()),
                  cascade || referred ? " cascade" : "");
      // No table is truncated whose deferred constraints are still to be checked.
      return shape.foreignKeys()
          ? List.of("set constraints all immediate", truncate, "set constraints all deferred")
          : List.of(truncate);
    }
  }

  /** A child gets another parent, or none; not one that has such a child already. */
  record Move(Ref ref, boolean toNobody, int newOwner) implements Step {
    @Override
    public int part() {
      return ref.part();
    }

    @Override
    public List<String> sql(Shape shape) {
      Part part = shape.part(ref.part());
      String table = Sql.quoted(part.table());
      if (toNobody) {
        List<Column> owner = part.columns(part.owner());
        return List.of(
            "update %s t set %s where %s"
                .formatted(
                    table,
                    Sql.each(part.owner(), Sql.nulls(owner), "", ", "),
                    Sql.is(shape, ref, "t.")));
      }
      String taken =
          part.onePerOwner()
              ? Sql.isOwnedBy(part, newOwner, "o.")
              : part.ownedKey()
                  ? Sql.is(shape, new Ref(ref.part(), newOwner, ref.key()), "o.")
                  : "false";
      return List.of(
          "update %s t set %s where %s and not exists (select 1 from %s o where %s)%s"
              .formatted(
                  table,
                  Sql.assignKey(part, part.owner(), newOwner),
                  Sql.is(shape, ref, "t."),
                  table,
                  taken,
                  shape.foreignKeys() ? " and " + exists(shape, newOwner) : ""));
    }
  }

  /** A row gets another key, unless it is taken; a root takes its children with it or not. */
  record ChangeKey(Ref ref, int newKey, boolean withChildren) implements Step {
    @Override
    public int part() {
      return ref.part();
    }

    @Override
    public List<String> sql(Shape shape) {
      Part part = shape.part(ref.part());
      Ref taken = new Ref(ref.part(), ref.owner(), newKey);
      List<String> statements = new ArrayList<>();
      statements.add(
          "update %s t set %s where %s and not exists (select 1 from %s o where %s)"
              .formatted(
                  Sql.quoted(part.table()),
                  Sql.assignKey(part, part.own(), newKey),
                  Sql.is(shape, ref, "t."),
                  Sql.quoted(part.table()),
                  Sql.is(shape, taken, "o.")));
      if (withChildren && !shape.foreignKeys()) {
        shape.childNumbers().forEach(embed -> statements.add(follow(shape.part(embed))));
      }
      return statements;
    }

    private String follow(Part part) {
      String same =
          part.onePerOwner() || !part.ownedKey()
              ? ""
              : part.own().stream()
                  .map(column -> " and o.%1$s = t.%1$s".formatted(Sql.quoted(column)))
                  .reduce("", String::concat);
      boolean unique = part.onePerOwner() || part.ownedKey();
      return "update %s t set %s where %s%s"
          .formatted(
              Sql.quoted(part.table()),
              Sql.assignKey(part, part.owner(), newKey),
              Sql.isOwnedBy(part, ref.key(), "t."),
              unique
                  ? " and not exists (select 1 from %s o where %s%s)"
                      .formatted(Sql.quoted(part.table()), Sql.isOwnedBy(part, newKey, "o."), same)
                  : "");
    }
  }

  /** Steps behind a savepoint that is rolled back to. */
  record TakenBack(List<Step> steps) implements Step {
    public TakenBack {
      steps = List.copyOf(steps);
    }

    @Override
    public int part() {
      return steps.stream().mapToInt(Step::part).max().orElse(Shape.ROOT);
    }

    @Override
    public List<String> sql(Shape shape) {
      return IntStream.range(-1, steps.size() + 1)
          .boxed()
          .flatMap(
              i ->
                  i < 0
                      ? List.of("savepoint s").stream()
                      : i == steps.size()
                          ? List.of("rollback to savepoint s").stream()
                          : steps.get(i).sql(shape).stream())
          .toList();
    }
  }

  private static String exists(Shape shape, int root) {
    return "exists (select 1 from %s x where %s)"
        .formatted(Sql.quoted(shape.root().table()), Sql.is(shape, Ref.root(root), "x."));
  }
}
