package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.contract.Contract;
import io.headwater.core.contract.Contracts;
import io.headwater.core.contract.Violation;
import io.headwater.core.json.Value;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A document that takes over what a former one has is the one that is rendered from nothing. */
class SplicedRenderingPropertyTest {

  private static final int SEEDS = 60;
  private static final int STEPS = 120;
  private static final int KEYS = 60;
  private static final List<String> RELATIONS = List.of("few", "values", "objects", "named");

  private static final ResourceMapping MAPPING =
      new ResourceMapping(
          Widgets.TYPE,
          Widgets.SOURCE,
          new ResourceMapping.Root(Widgets.WIDGETS, List.of("id"), fields("id", "name")),
          List.of(
              new ResourceMapping.One("few", table("few"), List.of("w"), fields("a")),
              many("values", Optional.of("a"), Optional.empty(), List.of(), RowFilter.everyRow()),
              many(
                  "objects",
                  Optional.empty(),
                  Optional.empty(),
                  List.of(
                      new ColumnOrder("a", ColumnOrder.Direction.DESCENDING),
                      ColumnOrder.ascending("b")),
                  new RowFilter.OneOf("c", List.of(Value.of(true)))),
              many(
                  "named",
                  Optional.empty(),
                  Optional.of("b"),
                  List.of(ColumnOrder.ascending("a")),
                  new RowFilter.OneOf("c", List.of(Value.of(true), Value.ofNull())))));

  private static final Contract CONTRACT =
      Contracts.of(
          """
          {'properties': {
             'values': {'maxItems': 50, 'items': {'not': {'const': 'ü3'}}},
             'objects': {'items': {'properties': {'a': {'not': {'const': 'ü4'}}, 'b': {'minLength': 2}}}},
             'named': {'minProperties': 2, 'propertyNames': {'not': {'const': 'n13'}},
                       'additionalProperties': {'properties': {'a': {'not': {'const': 'üü1'}}}}}}}
          """);

  private final DocumentRenderer renderer = new DocumentRenderer(MAPPING);
  private final ContractCheck contract = new ContractCheck(MAPPING, CONTRACT);

  private static TableName table(String name) {
    return new TableName("public", name);
  }

  private static ResourceMapping.Many many(
      String name,
      Optional<String> value,
      Optional<String> mapBy,
      List<ColumnOrder> orderBy,
      RowFilter filter) {
    return new ResourceMapping.Many(
        name,
        table(name),
        List.of("k"),
        List.of("w"),
        value.isPresent() ? List.of() : fields("a", "b"),
        value,
        mapBy,
        orderBy,
        filter);
  }

  @Test
  void splicingMakesNoDifference() {
    Seeds.forEach(SEEDS, this::makesNoDifference);

    if (Long.getLong("headwater.seed") == null) {
      // Else the contract would say nothing of documents that take over what was right.
      assertThat(right).isGreaterThan(SEEDS);
      assertThat(wrong).isGreaterThan(SEEDS);
    }
  }

  private int right;
  private int wrong;

  private void makesNoDifference(long seed) {
    RandomGenerator random = Seeds.random(seed);
    ResourceRows rows =
        ResourceRows.empty()
            .apply(List.of(new RowChange.Put("$root", "1", row("{'id':1,'name':'ä'}"))));
    Optional<Document> former = Optional.empty();
    Optional<Document> formerRight = Optional.empty();
    int spliced = 0;
    for (int step = 0; step < STEPS; step++) {
      rows = rows.apply(changes(random, step));

      Rendering now = renderer.render(rows, former);

      Rendering fromNothing = renderer.render(rows);
      if (fromNothing instanceof Rendering.Unfit) {
        // Of several reasons any may be told.
        assertThat(now).as("step %d", step).isInstanceOf(Rendering.Unfit.class);
      } else {
        assertThat(now).as("step %d", step).isEqualTo(fromNothing);
      }
      if (now instanceof Rendering.Rendered rendered) {
        spliced += former.isPresent() ? 1 : 0;
        former = Optional.of(rendered.document()).filter(Document::isPlaced);
        formerRight = right(rows, formerRight);
      }
    }
    assertThat(spliced).isGreaterThan(STEPS / 10);
  }

  /** The document of the rows if it keeps to the contract, else the former one. */
  private Optional<Document> right(ResourceRows rows, Optional<Document> former) {
    Document spliced = document(renderer.render(rows, former));
    Optional<Violation> violation = contract.violation(rows, document(renderer.render(rows)));

    assertThat(contract.violation(rows, spliced)).isEqualTo(violation);
    if (former.isPresent()) {
      right += violation.isEmpty() ? 1 : 0;
      wrong += violation.isPresent() ? 1 : 0;
    }
    if (violation.isPresent()) {
      return former;
    }
    return Optional.of(spliced).filter(Document::isPlaced);
  }

  private static Document document(Rendering rendering) {
    return ((Rendering.Rendered) rendering).document();
  }

  /** Many rows at first, then a few changes at a time, sometimes many. */
  private static List<RowChange> changes(RandomGenerator random, int step) {
    int count = step == 0 || random.nextInt(20) == 0 ? 2 * KEYS : random.nextInt(4);
    List<RowChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String relation = RELATIONS.get(random.nextInt(RELATIONS.size()));
      int key = relation.equals("few") ? 1 : random.nextInt(KEYS);
      changes.add(
          switch (random.nextInt(step == 0 ? 4 : 10)) {
            case 8 -> new RowChange.Remove(relation, "" + key);
            case 9 -> seldom(random, relation, key);
            default -> new RowChange.Put(relation, "" + key, written(random, key));
          });
    }
    return changes;
  }

  private static RowChange seldom(RandomGenerator random, String relation, int key) {
    return switch (random.nextInt(40)) {
      case 0 -> new RowChange.Clear(relation);
      // A row that is not held then lacks columns, and there is no document.
      case 1 -> new RowChange.Merge(relation, "" + key, row("{'a':" + value(random) + "}"));
      default -> new RowChange.Merge(relation, "" + key, written(random, key));
    };
  }

  /** Names are mostly the row's own, seldom another's or null: then there is no document. */
  private static Value.Obj written(RandomGenerator random, int key) {
    int name = random.nextInt(400) == 0 ? random.nextInt(KEYS) : key;
    String b = random.nextInt(400) == 0 ? "null" : "'n" + name + "'";
    String c = List.of("true", "true", "false", "null").get(random.nextInt(4));
    return row("{'k':%d,'w':1,'a':%s,'b':%s,'c':%s}".formatted(key, value(random), b, c));
  }

  private static String value(RandomGenerator random) {
    return switch (random.nextInt(5)) {
      case 0 -> "null";
      case 1 -> "'" + "ü".repeat(random.nextInt(3)) + random.nextInt(5) + "'";
      case 2 -> "{'deep':[" + random.nextInt(3) + ",'\\\\']}";
      default -> Integer.toString(random.nextInt(-3, 12));
    };
  }
}
