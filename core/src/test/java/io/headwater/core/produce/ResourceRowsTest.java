package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.color;
import static io.headwater.core.produce.Widgets.gone;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

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
}
