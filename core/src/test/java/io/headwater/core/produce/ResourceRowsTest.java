package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class ResourceRowsTest {

  private final ResourceRows held =
      ResourceRows.empty().apply(List.of(root(1, "a", 1), color(7, 1, "red"), color(8, 1, "blue")));

  @Test
  void noRowsHaveNoRoot() {
    assertThat(ResourceRows.empty().root()).isEmpty();
    assertThat(ResourceRows.empty().of("colors")).isEmpty();
  }

  @Test
  void aPutReplacesTheWholeRow() {
    ResourceRows next =
        held.apply(List.of(new RowChange.Put("$root", "1", row("{'id':1,'name':'b'}"))));

    assertThat(next.root()).contains(row("{'id':1,'name':'b'}"));
  }

  @Test
  void aMergeKeepsTheColumnsItDoesNotName() {
    ResourceRows next =
        held.apply(List.of(new RowChange.Merge("$root", "1", row("{'id':1,'quantity':9}"))));

    assertThat(next.root()).contains(row("{'id':1,'name':'a','quantity':9}"));
  }

  @Test
  void aMergeOfARowThatIsNotHeldIsTheRow() {
    ResourceRows next = held.apply(List.of(new RowChange.Merge("colors", "9", row("{'id':9}"))));

    assertThat(next.of("colors")).containsOnlyKeys("7", "8", "9");
    assertThat(next.of("colors").get("9")).isEqualTo(row("{'id':9}"));
  }

  @Test
  void aRemoveOfARowThatIsNotHeldChangesNothing() {
    assertThat(held.apply(List.of(gone("colors", 99), gone("dimensions", 1)))).isEqualTo(held);
  }

  @Test
  void changesApplyInTheirOrder() {
    assertThat(held.apply(List.of(gone("colors", 7), color(7, 1, "green"))).of("colors").get("7"))
        .isEqualTo(row("{'widget_id':1,'id':7,'color':'green'}"));
    assertThat(held.apply(List.of(color(9, 1, "green"), gone("colors", 9)))).isEqualTo(held);
  }

  @Test
  void aRelationWithoutRowsIsAbsent() {
    ResourceRows next = held.apply(List.of(gone("colors", 7), gone("colors", 8)));

    assertThat(next.relations()).containsOnlyKeys("$root");
    assertThat(next.apply(List.of(gone("$root", 1)))).isEqualTo(ResourceRows.empty());
  }

  @Test
  void theRowsBeforeStayAsTheyWere() {
    held.apply(List.of(gone("colors", 7), root(1, "z", 0)));

    assertThat(held.of("colors")).containsOnlyKeys("7", "8");
    assertThat(held.root()).contains(row("{'id':1,'name':'a','quantity':1}"));
  }

  @Test
  void rowsStandInTheOrderOfTheirKeysHoweverTheyCame() {
    Map<String, Value.Obj> backwards = new LinkedHashMap<>();
    for (String key : List.of("9", "8", "10", "7")) {
      backwards.put(key, row("{'id':" + key + "}"));
    }

    ResourceRows rows = new ResourceRows(Map.of("colors", backwards));
    ResourceRows next = rows.apply(List.of(color(75, 1, "red")));
    backwards.clear();

    assertThat(rows.of("colors").keySet()).containsExactly("10", "7", "8", "9");
    assertThat(next.of("colors").keySet()).containsExactly("10", "7", "75", "8", "9");
    assertThat(next.of("colors").values()).contains(row("{'id':10}"));
    assertThat(rows.of("colors").get("99")).isNull();
    assertThat(rows.of("colors").containsKey("75")).isFalse();
  }

  @Test
  void nothingChangesRowsButApply() {
    Map<String, Value.Obj> colors = held.of("colors");
    Value.Obj row = row("{'id':7}");

    for (Executable change :
        List.<Executable>of(
            () -> colors.put("7", row),
            () -> colors.put("9", row),
            () -> colors.remove("7"),
            colors::clear,
            () -> colors.keySet().remove("7"),
            () -> colors.values().removeIf(any -> true),
            () -> colors.entrySet().iterator().next().setValue(row),
            () -> held.relations().clear())) {
      assertThrows(UnsupportedOperationException.class, change);
    }

    assertThat(held.of("colors")).containsOnlyKeys("7", "8");
  }

  @Test
  void fewChangesAndManyApplyAsToASortedMap() {
    long seed = System.nanoTime();
    System.out.println("ResourceRowsTest seed " + seed);
    RandomGenerator random = new SplittableRandom(seed);
    ResourceRows rows = ResourceRows.empty();
    SortedMap<String, Value.Obj> expected = new TreeMap<>();
    for (int round = 0; round < 3_000; round++) {
      List<RowChange> changes = new ArrayList<>();
      for (int i = random.nextInt(random.nextBoolean() ? 4 : 30); i > 0; i--) {
        String key = Integer.toString(random.nextInt(25));
        Value.Obj row = row("{'id':%s,'%s':%d}".formatted(key, "abc".charAt(i % 3), i));
        switch (random.nextInt(4)) {
          case 0 -> {
            changes.add(new RowChange.Put("colors", key, row));
            expected.put(key, row);
          }
          case 1 -> {
            changes.add(new RowChange.Merge("colors", key, row));
            expected.merge(key, row, Value.Obj::with);
          }
          default -> {
            changes.add(new RowChange.Remove("colors", key));
            expected.remove(key);
          }
        }
      }
      rows = rows.apply(changes);
      assertThat(List.copyOf(rows.of("colors").entrySet()))
          .isEqualTo(List.copyOf(expected.entrySet()));
      assertThat(rows.of("colors").equals(expected)).isTrue();
      assertThat(rows.characters())
          .isEqualTo(
              expected.entrySet().stream()
                  .mapToLong(row -> row.getKey().length() + row.getValue().characters())
                  .sum());
      assertThat(rows)
          .isEqualTo(
              expected.isEmpty()
                  ? ResourceRows.empty()
                  : new ResourceRows(Map.of("colors", expected)));
    }
  }
}
