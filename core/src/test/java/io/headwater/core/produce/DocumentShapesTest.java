package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.WIDGETS;
import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.fields;
import static io.headwater.core.produce.Widgets.key;
import static io.headwater.core.produce.Widgets.root;
import static io.headwater.core.produce.Widgets.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.contract.Contract;
import io.headwater.core.json.Value;
import io.headwater.core.produce.FieldValue.Part;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The forms of the mapping language beyond plain columns and lists. */
class DocumentShapesTest {

  private static final RowFilter ACTIVE =
      new RowFilter.OneOf("status", List.of(Value.of("active")));
  private static final RowFilter NOT_GONE = new RowFilter.Not(new RowFilter.Marked("gone"));

  @Test
  void aRootThatDoesNotCountIsNoResource() {
    DocumentRenderer renderer = new DocumentRenderer(filtered(ACTIVE));

    assertThat(renderer.render(rows(rootOf("'status':'new','quantity':1"))))
        .isEqualTo(Rendering.NoRoot.NO_ROOT);
    assertThat(document(renderer, rootOf("'status':'active','quantity':1")))
        .isEqualTo("{'quantity':1}");
  }

  @Test
  void ofARootThatDoesNotCountOnlyTheConditionsColumnsMatter() {
    DocumentRenderer renderer = new DocumentRenderer(filtered(ACTIVE));

    assertThat(renderer.render(rows(rootOf("'status':'new'")))).isEqualTo(Rendering.NoRoot.NO_ROOT);
    assertThat(renderer.render(rows(rootOf("'status':'active'"))))
        .isEqualTo(
            new Rendering.Unfit(
                "the value of column quantity in row 1 of public.widgets is not known: the source's"
                    + " log did not carry it; mend: take a new snapshot of the table"));
    assertThat(renderer.render(rows(rootOf("'quantity':1"))))
        .isInstanceOfSatisfying(
            Rendering.Unfit.class,
            unfit -> assertThat(unfit.reason()).contains("column status in row 1"));
  }

  @Test
  void aRowThatComesToCountHasTheColumnsThatItsChangeDoesNotCarry() {
    ResourceDecider decider = new ResourceDecider(filtered(ACTIVE), Contract.unrestricted(), 1_000);
    ResourceState state = ResourceDecider.initial();

    Decision created = decide(decider, state, 1, rootOf("'status':'new','quantity':9"));
    state = ResourceDecider.evolve(((Decision.Accept) created).event());
    assertThat(state).isInstanceOf(ResourceState.Absent.class);

    Decision entered = decide(decider, state, 2, merge("'status':'active'"));
    ResourceEvent.StateReplaced replaced =
        (ResourceEvent.StateReplaced) ((Decision.Accept) entered).event();
    assertThat(replaced.created()).isTrue();
    assertThat(replaced.document().orElseThrow().json().toString()).isEqualTo("{\"quantity\":9}");

    state = ResourceDecider.evolve(replaced);
    Decision left = decide(decider, state, 3, merge("'status':'old'"));
    ResourceEvent deleted = ((Decision.Accept) left).event();
    assertThat(deleted).isInstanceOf(ResourceEvent.ResourceDeleted.class);
    assertThat(deleted.header().version()).isEqualTo(2);

    state = ResourceDecider.evolve(deleted);
    Decision back = decide(decider, state, 4, merge("'status':'active'"));
    replaced = (ResourceEvent.StateReplaced) ((Decision.Accept) back).event();
    assertThat(replaced.created()).isTrue();
    assertThat(replaced.header().version()).isEqualTo(3);
  }

  @Test
  void rowsThatDoNotCountAreLeftOutOfLists() {
    DocumentRenderer renderer =
        renderer(many(Optional.of("color"), Optional.empty(), List.of(), NOT_GONE));

    assertThat(
            document(
                renderer,
                root(1, "a", 1),
                colored(7, "'color':'red','gone':null"),
                colored(8, "'color':'blue','gone':'2026-11-20'"),
                colored(9, "'color':'green','gone':false"),
                colored(10, "'gone':true")))
        .endsWith("'colors':['red','green']}");
  }

  @Test
  void anEmbeddedRowThatDoesNotCountIsNull() {
    DocumentRenderer renderer =
        renderer(
            new ResourceMapping.One(
                "dimensions",
                DIMENSIONS,
                List.of("widget_id"),
                List.of("widget_id"),
                fields("x"),
                NOT_GONE));

    assertThat(
            document(
                renderer,
                root(1, "a", 1),
                new RowChange.Put("dimensions", "1", row("{'widget_id':1,'x':3,'gone':true}"))))
        .endsWith("'dimensions':null}");
  }

  @Test
  void aMapHasOneMemberForEachRowInTheRowsOrder() {
    DocumentRenderer values =
        renderer(
            many(
                Optional.of("id"),
                Optional.of("color"),
                List.of(ColumnOrder.descending("color")),
                RowFilter.everyRow()));

    assertThat(
            document(
                values,
                root(1, "a", 1),
                colored(7, "'color':'a'"),
                colored(8, "'color':1.50"),
                colored(9, "'color':true"),
                colored(10, "'color':'b'")))
        .endsWith("'colors':{'b':10,'a':7,'1.50':8,'true':9}}");

    DocumentRenderer objects =
        renderer(many(Optional.empty(), Optional.of("color"), List.of(), RowFilter.everyRow()));
    assertThat(document(objects, root(1, "a", 1), colored(7, "'color':'a'")))
        .endsWith("'colors':{'a':{'number':7}}}");
    assertThat(document(objects, root(1, "a", 1))).endsWith("'colors':{}}");
  }

  @Test
  void aNameThatIsNullOrRepeatedWithholdsTheDocument() {
    DocumentRenderer renderer =
        renderer(many(Optional.of("id"), Optional.of("color"), List.of(), NOT_GONE));
    RowChange red = colored(7, "'color':'red','gone':false");

    assertThat(
            renderer.render(rows(root(1, "a", 1), red, colored(8, "'color':'red','gone':false"))))
        .isEqualTo(
            new Rendering.Unfit(
                "rows 7 and 8 of public.widget_colors have the same color, which is their name in"
                    + " 'colors'; mend: give them different values in the source, or leave one out"
                    + " by 'where'"));
    assertThat(renderer.render(rows(root(1, "a", 1), red, colored(8, "'color':null,'gone':null"))))
        .isEqualTo(
            new Rendering.Unfit(
                "row 8 of public.widget_colors has no color, which is its name in 'colors'; mend:"
                    + " give it a value in the source, or leave the row out by 'where'"));
    assertThat(
            document(
                renderer,
                root(1, "a", 1),
                red,
                colored(8, "'color':'red','gone':true"),
                colored(9, "'color':null,'gone':true")))
        .endsWith("'colors':{'red':7}}");
  }

  @Test
  void eachColumnOfAnOrderHasItsDirection() {
    DocumentRenderer renderer =
        renderer(
            many(
                Optional.of("id"),
                Optional.empty(),
                List.of(ColumnOrder.descending("color"), ColumnOrder.ascending("gone")),
                RowFilter.everyRow()));

    assertThat(
            document(
                renderer,
                root(1, "a", 1),
                colored(1, "'color':9,'gone':2"),
                colored(2, "'color':10,'gone':2"),
                colored(3, "'color':10,'gone':1"),
                colored(4, "'color':null,'gone':0"),
                colored(12, "'color':9,'gone':2")))
        .endsWith("'colors':[3,2,1,12,4]}");
  }

  @Test
  void membersMayBeConstantsTemplatesAndTheFirstColumnThatIsThere() {
    DocumentRenderer renderer =
        new DocumentRenderer(
            new ResourceMapping(
                MAPPING.type(),
                "shop",
                new ResourceMapping.Root(
                    WIDGETS,
                    List.of("id"),
                    List.of(
                        new ResourceMapping.Field(
                            "currency", new FieldValue.Constant(Value.of("EUR"))),
                        new ResourceMapping.Field(
                            "title",
                            new FieldValue.Template(
                                List.of(
                                    new Part.ColumnText("name"),
                                    new Part.Literal(" {"),
                                    new Part.ColumnText("size"),
                                    new Part.Literal("}")))),
                        new ResourceMapping.Field(
                            "label", new FieldValue.FirstOf(List.of("nick", "name"))))),
                List.of()));

    assertThat(document(renderer, rootOf("'name':'a','size':1.50,'nick':null")))
        .isEqualTo("{'currency':'EUR','title':'a {1.50}','label':'a'}");
    assertThat(document(renderer, rootOf("'name':null,'size':true,'nick':false")))
        .isEqualTo("{'currency':'EUR','title':null,'label':false}");
    assertThat(document(renderer, rootOf("'name':null,'size':[1],'nick':null")))
        .isEqualTo("{'currency':'EUR','title':null,'label':null}");
    assertThat(document(renderer, rootOf("'name':false,'size':[1,{'a':2}],'nick':0")))
        .isEqualTo("{'currency':'EUR','title':'false {[1,{\\'a\\':2}]}','label':0}");
  }

  @Test
  void aRelationNeedsTheColumnsOfItsConditionsNamesAndFields() {
    assertThat(filtered(new RowFilter.AllOf(List.of(ACTIVE, NOT_GONE))).root().columns())
        .containsExactly("id", "quantity", "status", "gone");
    assertThat(
            many(
                    Optional.empty(),
                    Optional.of("label"),
                    List.of(ColumnOrder.descending("color")),
                    NOT_GONE)
                .columns())
        .containsExactly("widget_id", "id", "color", "label", "gone");
  }

  private static ResourceMapping filtered(RowFilter filter) {
    return new ResourceMapping(
        MAPPING.type(),
        "shop",
        new ResourceMapping.Root(WIDGETS, List.of("id"), fields("quantity"), filter),
        List.of());
  }

  private static ResourceMapping.Many many(
      Optional<String> value, Optional<String> mapBy, List<ColumnOrder> orderBy, RowFilter filter) {
    return new ResourceMapping.Many(
        "colors",
        COLORS,
        List.of("id"),
        List.of("widget_id"),
        value.isPresent() ? List.of() : List.of(new ResourceMapping.Field("number", "id")),
        value,
        mapBy,
        orderBy,
        filter);
  }

  private static DocumentRenderer renderer(ResourceMapping.Embed embed) {
    return new DocumentRenderer(
        new ResourceMapping(MAPPING.type(), "shop", MAPPING.root(), List.of(embed)));
  }

  private static Decision decide(
      ResourceDecider decider, ResourceState state, long offset, RowChange row) {
    return decider.decide(key(1), state, change(offset, row));
  }

  private static RowChange rootOf(String columns) {
    return new RowChange.Put("$root", "1", row("{'id':1," + columns + "}"));
  }

  private static RowChange merge(String columns) {
    return new RowChange.Merge("$root", "1", row("{'id':1," + columns + "}"));
  }

  private static RowChange colored(long id, String columns) {
    return new RowChange.Put(
        "colors", Long.toString(id), row("{'widget_id':1,'id':" + id + "," + columns + "}"));
  }

  private static ResourceRows rows(RowChange... changes) {
    return ResourceRows.empty().apply(Stream.of(changes).toList());
  }

  private static String document(DocumentRenderer renderer, RowChange... changes) {
    return ((Rendering.Rendered) renderer.render(rows(changes)))
        .document()
        .json()
        .toString()
        .replace('"', '\'');
  }
}
