package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Value;
import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.produce.Role;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.RowLocator;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RowLocationTest {

  private static final TableName COLORS = new TableName("public", "widget_colors");
  private static final Role ROLE = new Role(Widgets.TYPE, "colors");
  private static final ResourceMapping MAPPING =
      new ResourceMapping(
          Widgets.TYPE,
          "shop",
          new ResourceMapping.Root(new TableName("public", "widgets"), List.of("id"), List.of()),
          List.of(
              new ResourceMapping.Many(
                  "colors",
                  COLORS,
                  List.of("id"),
                  List.of("widget_id"),
                  List.of(),
                  Optional.of("color"),
                  List.of())));
  private static final HeldRows HELD =
      (type, visitor) ->
          visitor.accept(
              Widgets.key(1).id(),
              ResourceRows.empty()
                  .apply(
                      List.of(
                          new RowChange.Put(ResourceMapping.ROOT, "1", Value.Obj.empty()),
                          new RowChange.Put("colors", "7", Value.Obj.empty()))));

  private final List<ListLocator> opened = new ArrayList<>();

  private RowLocator open(String partition) {
    ListLocator locator = new ListLocator(partition);
    opened.add(locator);
    return locator;
  }

  @Test
  void nothingIsOpenedUntilARoleIsLearned() {
    RowLocation location = new RowLocation(this::open, HELD, Map.of());
    location.learn("other", Set.of(ROLE));

    location.begin("shop", "p-0", List.of(MAPPING)).close();

    assertThat(opened).isEmpty();
  }

  @Test
  void theRowsOfALearnedRoleAreFoundAtEveryBeginning() {
    RowLocation location = new RowLocation(this::open, HELD, Map.of());
    location.learn("shop", Set.of(ROLE));

    for (int i = 0; i < 2; i++) {
      RowLocation.Following following = location.begin("shop", "p-0", List.of(MAPPING));
      assertThat(opened).hasSize(i + 1);
      assertThat(opened.getLast().partition).isEqualTo("p-0");
      assertThat(opened.getLast().rows)
          .containsExactly(
              Map.entry(
                  new RowLocator.Row(Widgets.TYPE, "colors", "7"), Set.of(Widgets.key(1).id())));
      following.close();
      assertThat(opened.getLast().isClosed).isTrue();
    }
  }

  @Test
  void theRowsOfAForeseenRoleAreFoundAtTheFirstBeginning() {
    RowLocation location =
        new RowLocation(this::open, HELD, Map.of("shop", Set.of(ROLE), "idle", Set.of()));

    location.begin("idle", "q-0", List.of(MAPPING)).close();
    assertThat(opened).isEmpty();
    location.begin("shop", "p-0", List.of(MAPPING)).close();

    assertThat(opened).singleElement().satisfies(locator -> assertThat(locator.rows).hasSize(1));
  }

  @Test
  void aLocatorThatCannotBeFilledIsClosed() {
    RowLocation location =
        new RowLocation(
            this::open,
            (type, visitor) -> {
              throw new IllegalStateException("no journal");
            },
            Map.of());
    location.learn("shop", Set.of(ROLE));

    assertThatThrownBy(() -> location.begin("shop", "p-0", List.of(MAPPING)))
        .hasMessage("no journal");
    assertThat(opened).singleElement().matches(locator -> locator.isClosed);
  }

  private static final class ListLocator implements RowLocator {

    private final String partition;
    private final Map<Row, Set<ResourceId>> rows = new HashMap<>();
    private boolean isClosed;

    private ListLocator(String partition) {
      this.partition = partition;
    }

    @Override
    public Set<ResourceId> holders(Row row) {
      return rows.getOrDefault(row, Set.of());
    }

    @Override
    public void replace(Row row, Set<ResourceId> holders) {
      rows.put(row, holders);
    }

    @Override
    public void clear(ResourceType type, String relation) {
      rows.clear();
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
