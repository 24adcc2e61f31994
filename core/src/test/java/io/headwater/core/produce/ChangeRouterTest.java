package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.create;
import static io.headwater.core.produce.Widgets.delete;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.row;
import static io.headwater.core.produce.Widgets.update;
import static io.headwater.core.produce.Widgets.withKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChangeRouterTest {

  private static final ResourceType CATALOG = new ResourceType("catalog");
  private static final TableName NODES = new TableName("public", "nodes");

  private final ChangeRouter router = new ChangeRouter(List.of(MAPPING));

  @Test
  void knowsWhichTablesAreMapped() {
    assertThat(router.isMapped("shop", COLORS)).isTrue();
    assertThat(router.isMapped("other", COLORS)).isFalse();
    assertThat(router.isMapped("shop", NODES)).isFalse();
  }

  @Test
  void aCreatedRowIsPutWithTheColumnsThatTheMappingNeeds() {
    assertThat(changes(create(WIDGETS, "{'secret':'x','id':1,'name':'a','quantity':2}")))
        .containsExactly(
            new RoutedChange(
                key(1), new RowChange.Put("$root", "1", row("{'id':1,'name':'a','quantity':2}"))));
    assertThat(changes(create(COLORS, "{'id':7,'widget_id':1,'color':'red'}")))
        .containsExactly(
            new RoutedChange(
                key(1),
                new RowChange.Put("colors", "7", row("{'widget_id':1,'id':7,'color':'red'}"))));
    assertThat(changes(create(DIMENSIONS, "{'widget_id':1,'x':3,'y':4}")))
        .containsExactly(
            new RoutedChange(
                key(1), new RowChange.Put("dimensions", "1", row("{'widget_id':1,'x':3,'y':4}"))));
  }

  @Test
  void aCreatedRowIsPutWithoutTheColumnsThatWereNotLogged() {
    assertThat(changes(create(COLORS, "{'id':7,'widget_id':1}")))
        .containsExactly(
            new RoutedChange(
                key(1), new RowChange.Put("colors", "7", row("{'widget_id':1,'id':7}"))));
  }

  @Test
  void anUpdatedRowIsMergedSoThatUnloggedColumnsStay() {
    assertThat(changes(update(WIDGETS, "{'id':1,'quantity':2}")))
        .containsExactly(
            new RoutedChange(
                key(1), new RowChange.Merge("$root", "1", row("{'id':1,'quantity':2}"))));
    assertThat(
            changes(
                update(
                    COLORS,
                    "{'id':7,'widget_id':1,'color':'red'}",
                    "{'id':7,'widget_id':1,'color':'blue'}")))
        .containsExactly(
            new RoutedChange(
                key(1),
                new RowChange.Merge("colors", "7", row("{'widget_id':1,'id':7,'color':'blue'}"))));
  }

  @Test
  void aDeletedRowIsRemoved() {
    assertThat(changes(delete(COLORS, "{'id':7,'widget_id':1}")))
        .containsExactly(new RoutedChange(key(1), new RowChange.Remove("colors", "7")));
    assertThat(changes(delete(WIDGETS, "{'id':1}")))
        .containsExactly(new RoutedChange(key(1), new RowChange.Remove("$root", "1")));
  }

  @Test
  void aDeleteWithoutItsRowIsRoutedByTheKey() {
    ChangeEvent bare =
        withKey(
            Widgets.event(ChangeType.DELETE, WIDGETS, Optional.empty(), Optional.empty()),
            "{'id':1}");

    assertThat(changes(bare))
        .containsExactly(new RoutedChange(key(1), new RowChange.Remove("$root", "1")));
  }

  @Test
  void aMovedRowLeavesOneResourceAndEntersTheOther() {
    assertThat(
            changes(
                update(
                    COLORS,
                    "{'id':7,'widget_id':1,'color':'red'}",
                    "{'id':7,'widget_id':2,'color':'blue'}")))
        .containsExactly(
            new RoutedChange(key(1), new RowChange.Remove("colors", "7")),
            new RoutedChange(
                key(2),
                new RowChange.Merge("colors", "7", row("{'widget_id':2,'id':7,'color':'blue'}"))));
  }

  @Test
  void aMovedRowTakesItsUnloggedColumnsAlong() {
    assertThat(
            changes(
                update(COLORS, "{'id':7,'widget_id':1,'color':'red'}", "{'id':7,'widget_id':2}")))
        .last()
        .isEqualTo(
            new RoutedChange(
                key(2),
                new RowChange.Merge("colors", "7", row("{'widget_id':2,'id':7,'color':'red'}"))));
  }

  @Test
  void aRowWithAnotherKeyReplacesTheFormerWithinItsResource() {
    assertThat(
            changes(
                update(
                    COLORS,
                    "{'id':7,'widget_id':1,'color':'red'}",
                    "{'id':8,'widget_id':1,'color':'red'}")))
        .containsExactly(
            new RoutedChange(key(1), new RowChange.Remove("colors", "7")),
            new RoutedChange(
                key(1),
                new RowChange.Merge("colors", "8", row("{'widget_id':1,'id':8,'color':'red'}"))));
  }

  @Test
  void aRowWithoutOwnerTouchesNothing() {
    assertThat(changes(create(COLORS, "{'id':7,'widget_id':null,'color':'red'}"))).isEmpty();
    assertThat(changes(delete(COLORS, "{'id':7,'widget_id':null}"))).isEmpty();
    assertThat(changes(update(COLORS, "{'id':7,'widget_id':null}", "{'id':7,'widget_id':null}")))
        .isEmpty();
  }

  @Test
  void aRowMayGainOrLoseItsOwner() {
    assertThat(
            changes(
                update(
                    COLORS, "{'id':7,'widget_id':null,'color':'red'}", "{'id':7,'widget_id':1}")))
        .containsExactly(
            new RoutedChange(
                key(1),
                new RowChange.Merge("colors", "7", row("{'widget_id':1,'id':7,'color':'red'}"))));
    assertThat(
            changes(
                update(
                    COLORS,
                    "{'id':7,'widget_id':1,'color':'red'}",
                    "{'id':7,'widget_id':null,'color':'red'}")))
        .containsExactly(new RoutedChange(key(1), new RowChange.Remove("colors", "7")));
  }

  @Test
  void aTableThatNoMappingUsesTouchesNothing() {
    assertThat(changes(create(NODES, "{'id':1}"))).isEmpty();
  }

  @Test
  void anImageWithoutTheOwnerIsRefusedWithTheMend() {
    String mend =
        "the 'before' image of a row of public.widget_colors lacks column widget_id, so the owning"
            + " widget is unknown; mend: ALTER TABLE public.widget_colors REPLICA IDENTITY FULL";

    assertThat(reason(update(COLORS, "{'id':7}", "{'id':7,'widget_id':2,'color':'red'}")))
        .isEqualTo(mend);
    assertThat(reason(create(COLORS, "{'id':7,'color':'red'}")))
        .startsWith("the 'after' image of a row of public.widget_colors lacks column widget_id");
    assertThat(reason(update(COLORS, "{'widget_id':1,'color':'red'}")))
        .startsWith("the 'after' image of a row of public.widget_colors lacks column id,");
    assertThat(
            reason(Widgets.event(ChangeType.DELETE, WIDGETS, Optional.empty(), Optional.empty())))
        .startsWith("the 'before' image of a row of public.widgets lacks column id,");
  }

  @Test
  void aRowWhoseKeyAloneIsLoggedIsToBeLocated() {
    RowLocator.Row row = new RowLocator.Row(Widgets.TYPE, "colors", "7");

    assertThat(router.route(delete(COLORS, "{'id':7}")))
        .isEqualTo(new Routing(List.of(), List.of(row), List.of()));
    assertThat(router.route(update(COLORS, "{'id':7,'widget_id':2,'color':'red'}")))
        .isEqualTo(
            new Routing(
                List.of(
                    new RoutedChange(
                        key(2),
                        new RowChange.Merge(
                            "colors", "7", row("{'widget_id':2,'id':7,'color':'red'}")))),
                List.of(row),
                List.of()));
    assertThat(router.route(update(COLORS, "{'id':7,'widget_id':null,'color':'red'}")))
        .isEqualTo(new Routing(List.of(), List.of(row), List.of()));
  }

  @Test
  void aRowWhoseKeyIsNotLoggedIsRefusedWithTheMend() {
    assertThat(reason(delete(COLORS, "{'other':7}")))
        .contains("widget_id", "mend: ALTER TABLE public.widget_colors REPLICA IDENTITY FULL");
    assertThat(reason(delete(DIMENSIONS, "{'id':7}")))
        .contains("mend: ALTER TABLE public.widget_dimensions REPLICA IDENTITY FULL");
  }

  @Test
  void aRowWhoseKeyIsOnlyAPartOfTheTablesOwnIsNeverLocated() {
    String mend = "mend: ALTER TABLE public.widget_colors REPLICA IDENTITY FULL";
    String key = "{'id':7,'batch':1}";

    assertThat(reason(withKey(delete(COLORS, key), key))).contains("widget_id").endsWith(mend);
    assertThat(
            reason(withKey(update(COLORS, "{'id':7,'batch':1,'widget_id':2,'color':'red'}"), key)))
        .contains("widget_id")
        .endsWith(mend);
  }

  @Test
  void aRowOfWhichNotEvenTheKeyIsLoggedIsNotLocatedByTheKeyThatTheEngineTells() {
    assertThat(reason(withKey(delete(COLORS, "{'other':7}"), "{'id':0}")))
        .contains("mend: ALTER TABLE public.widget_colors REPLICA IDENTITY FULL");
  }

  @Test
  void anEmptyTextNamesNoResource() {
    assertThat(reason(create(WIDGETS, "{'id':'','name':'a','quantity':2}")))
        .isEqualTo(
            "id of a row of public.widgets is an empty text, which names no widget; mend: give the"
                + " row a key");
    assertThat(router.route(delete(COLORS, "{'id':7,'widget_id':''}")))
        .isEqualTo(new Routing(List.of(), List.of(), List.of()));
  }

  @Test
  void aRowThatMovesToNoResourceLeavesItsFormerOneAndIsRefused() {
    Routing routing =
        router.route(
            update(
                COLORS,
                "{'id':7,'widget_id':1,'color':'red'}",
                "{'id':7,'widget_id':'','color':'red'}"));

    assertThat(routing.changes())
        .containsExactly(new RoutedChange(key(1), new RowChange.Remove("colors", "7")));
    assertThat(routing.reason())
        .startsWith("widget_id of a row of public.widget_colors is an empty");
    assertThat(
            changes(
                update(
                    COLORS,
                    "{'id':7,'widget_id':'','color':'red'}",
                    "{'id':7,'widget_id':1,'color':'red'}")))
        .containsExactly(
            new RoutedChange(
                key(1),
                new RowChange.Merge("colors", "7", row("{'widget_id':1,'id':7,'color':'red'}"))));
  }

  @Test
  void whatIsWrongInOneRoleKeepsTheEventFromNoOther() {
    ResourceMapping tree = tree();
    ChangeRouter both = new ChangeRouter(List.of(tree));

    Routing routing = both.route(create(NODES, "{'id':2,'label':'b'}"));

    assertThat(routing.changes())
        .containsExactly(
            new RoutedChange(
                node(2), new RowChange.Put("$root", "2", row("{'id':2,'label':'b'}"))));
    assertThat(routing.refusals())
        .extracting(Routing.Refusal::role)
        .containsExactly(new Role(tree.type(), "children"));
  }

  @Test
  void theReasonsOfSeveralRolesAreToldOnceEach() {
    ResourceMapping twice =
        new ResourceMapping(
            new ResourceType("node"),
            "shop",
            new ResourceMapping.Root(WIDGETS, List.of("id"), fields("label")),
            List.of(
                many("a", NODES, "parent"), many("b", NODES, "parent"), many("c", NODES, "other")));

    assertThat(new ChangeRouter(List.of(twice)).route(create(NODES, "{'id':2}")).reason())
        .containsOnlyOnce("lacks column parent")
        .containsOnlyOnce("; also: ")
        .containsOnlyOnce("lacks column other");
  }

  @Test
  void aTableOfTwoMappingsTouchesBothInTheirOrder() {
    ResourceMapping catalog =
        new ResourceMapping(
            CATALOG,
            "shop",
            new ResourceMapping.Root(WIDGETS, List.of("id"), fields("name")),
            List.of());
    ChangeRouter both = new ChangeRouter(List.of(catalog, MAPPING));

    assertThat(both.route(delete(WIDGETS, "{'id':1}")).changes())
        .containsExactly(
            new RoutedChange(
                new ResourceKey(CATALOG, key(1).id()), new RowChange.Remove("$root", "1")),
            new RoutedChange(key(1), new RowChange.Remove("$root", "1")));
  }

  @Test
  void aTableThatIsItsOwnChildTouchesTheRowAndItsParent() {
    ChangeRouter tree = new ChangeRouter(List.of(tree()));

    assertThat(tree.route(create(NODES, "{'id':2,'parent':1,'label':'b'}")).changes())
        .containsExactly(
            new RoutedChange(node(2), new RowChange.Put("$root", "2", row("{'id':2,'label':'b'}"))),
            new RoutedChange(
                node(1),
                new RowChange.Put("children", "2", row("{'parent':1,'id':2,'label':'b'}"))));
  }

  @Test
  void aTableEmbeddedTwiceIsRoutedOncePerEmbed() {
    ResourceMapping twice =
        new ResourceMapping(
            MAPPING.type(),
            "shop",
            MAPPING.root(),
            List.of(MAPPING.embeds().get(1), many("palette", COLORS, "widget_id")));

    assertThat(
            new ChangeRouter(List.of(twice))
                .route(delete(COLORS, "{'id':7,'widget_id':1}"))
                .changes())
        .containsExactly(
            new RoutedChange(key(1), new RowChange.Remove("colors", "7")),
            new RoutedChange(key(1), new RowChange.Remove("palette", "7")));
  }

  @Test
  void compositeKeysAreJsonInKeyOrder() {
    ResourceMapping orders =
        new ResourceMapping(
            new ResourceType("order"),
            "shop",
            new ResourceMapping.Root(NODES, List.of("country", "number"), fields("total")),
            List.of(
                new ResourceMapping.Many(
                    "lines",
                    COLORS,
                    List.of("order_number", "line"),
                    List.of("order_country", "order_number"),
                    fields("sku"),
                    Optional.empty(),
                    List.of())));
    ResourceKey order =
        new ResourceKey(orders.type(), ResourceId.of(row("{'country':'de','number':7}")));

    assertThat(
            new ChangeRouter(List.of(orders))
                .route(delete(COLORS, "{'line':1,'order_number':7,'order_country':'de'}"))
                .changes())
        .containsExactly(new RoutedChange(order, new RowChange.Remove("lines", "[7,1]")));
    assertThat(order.id().text()).isEqualTo("{\"country\":\"de\",\"number\":7}");
  }

  private static ResourceMapping tree() {
    return new ResourceMapping(
        new ResourceType("node"),
        "shop",
        new ResourceMapping.Root(NODES, List.of("id"), fields("label")),
        List.of(many("children", NODES, "parent")));
  }

  private static ResourceMapping.Many many(String name, TableName table, String owner) {
    return new ResourceMapping.Many(
        name, table, List.of("id"), List.of(owner), fields("label"), Optional.empty(), List.of());
  }

  private static ResourceKey node(long id) {
    return new ResourceKey(new ResourceType("node"), key(id).id());
  }

  private List<RoutedChange> changes(ChangeEvent event) {
    return router.route(event).changes();
  }

  private String reason(ChangeEvent event) {
    return router.route(event).reason();
  }
}
