package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.produce.ColumnOrder;
import io.headwater.core.produce.ResourceMapping;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedReaderTest {

  private final TestFiles files;
  private final WidgetMapping mapping;

  EmbedReaderTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  @Test
  void refusesOneAndManyTogetherOrNeither() {
    assertThat(mapping.problemsOfColors(COLORS.replace("key =", "one = public.c, key =")))
        .containsExactly(
            "widget.conf:7: both 'one' and 'many' in embed 'colors'; mend: keep 'one' for at most"
                + " one row per resource, 'many' for any number");
    assertThat(mapping.problemsOfColors("colors { join { widget_id = id }, fields = [a] }"))
        .containsExactly(
            "widget.conf:7: neither 'one' nor 'many' in embed 'colors'; mend: write"
                + " one = schema.table for at most one row per resource, many = schema.table for"
                + " any number");
  }

  @Test
  void refusesAJoinThatIsNotExactlyTheRootsKey() {
    assertThat(mapping.problemsOfColors(COLORS.replace("widget_id = id", "a = id, b = id")))
        .containsExactly(
            "widget.conf:7: 'join' of embed 'colors' names the root's key column 'id' twice;"
                + " mend: keep one column for it");
    assertThat(
            mapping.problemsOf(widget(ROOT.replace("[id]", "[shop_id, id]"), DIMENSIONS, COLORS)))
        .containsExactly(
            "widget.conf:6: 'join' of embed 'dimensions' lacks the root's key column 'shop_id';"
                + " mend: write join { <column> = shop_id, <column> = id }",
            "widget.conf:7: 'join' of embed 'colors' lacks the root's key column 'shop_id';"
                + " mend: write join { <column> = shop_id, <column> = id }");
  }

  @Test
  void namesEveryKeyColumnThatAJoinLacks() {
    assertThat(
            mapping.problemsOf(
                widget(
                    ROOT.replace("[id]", "[shop_id, id]"),
                    DIMENSIONS.replace("widget_id = id", "widget_id = id, shop_id = shop_id"),
                    COLORS.replace("widget_id = id", ""))))
        .containsExactly(
            "widget.conf:7: 'join' of embed 'colors' lacks the root's key column 'shop_id';"
                + " mend: write join { <column> = shop_id, <column> = id }",
            "widget.conf:7: 'join' of embed 'colors' lacks the root's key column 'id';"
                + " mend: write join { <column> = shop_id, <column> = id }");
  }

  @Test
  void refusesValueAndFieldsTogetherOrNeither() {
    assertThat(mapping.problemsOfColors(COLORS.replace("value =", "fields = [color], value =")))
        .containsExactly(
            "widget.conf:7: both 'fields' and 'value' in embed 'colors'; mend: keep 'fields' for a"
                + " list of objects, 'value' for a list of one column's values");
    assertThat(mapping.problemsOfColors(COLORS.replace("value = color,", "")))
        .containsExactly(
            "widget.conf:7: neither 'fields' nor 'value' in embed 'colors'; mend: write fields ="
                + " [column, …] for a list of objects, value = column for a list of values");
  }

  @Test
  void refusesKeysOfManyInOne() {
    assertThat(
            mapping.problemsOf(
                widget(ROOT, DIMENSIONS.replace("one =", "order-by = [x], one ="), COLORS)))
        .containsExactly(
            "widget.conf:6: 'order-by' in embed 'dimensions' belongs to 'many', not to 'one';"
                + " mend: remove it: at most one row per resource needs none");
  }

  @Test
  void readsTheDirectionsOfOrderByAndTheColumnOfAMap() {
    files.write(
        "widget.conf",
        widget(
            ROOT,
            DIMENSIONS,
            COLORS
                .replace("value =", "map-by = code, value =")
                .replace("order-by = [id]", "order-by = [\"a desc\", b asc, c  DESC, d]")));
    files.write("widget.schema.json", WidgetMapping.SCHEMA.replace("\"array\"", "\"object\""));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems())).isEmpty();
    ResourceDefinition widget = loaded.resources().getFirst();
    assertThat(widget.line("colors", "a")).isEqualTo(7);
    assertThat(widget.mapping().embeds().getLast())
        .isInstanceOfSatisfying(
            ResourceMapping.Many.class,
            many -> {
              assertThat(many.mapBy()).contains("code");
              assertThat(many.value()).contains("color");
              assertThat(many.orderBy())
                  .containsExactly(
                      ColumnOrder.descending("a"),
                      ColumnOrder.ascending("b"),
                      ColumnOrder.descending("c"),
                      ColumnOrder.ascending("d"));
            });
  }

  @Test
  void refusesAColumnThatOrdersTwice() {
    assertThat(
            mapping.problemsOfColors(COLORS.replace("order-by = [id]", "order-by = [id, id desc]")))
        .containsExactly(
            "widget.conf:7: 'order-by' of embed 'colors' names column 'id' twice;"
                + " mend: keep one of them; the second has no effect");
  }

  @Test
  void refusesAMapWithoutContentOrOfOneRow() {
    assertThat(mapping.problemsOfColors(COLORS.replace("value = color", "map-by = color")))
        .containsExactly(
            "widget.conf:7: neither 'fields' nor 'value' in embed 'colors'; mend: write fields ="
                + " [column, …] for a list of objects, value = column for a list of values");
    assertThat(
            mapping.problemsOf(
                widget(ROOT, DIMENSIONS.replace("one =", "map-by = x, one ="), COLORS)))
        .containsExactly(
            "widget.conf:6: 'map-by' in embed 'dimensions' belongs to 'many', not to 'one';"
                + " mend: remove it: at most one row per resource needs none");
    assertThat(mapping.problemsOfColors(COLORS.replace("value =", "map-by = [a], value =")))
        .containsExactly(
            "widget.conf:7: 'map-by' in embed 'colors' must be a name, not a list;"
                + " mend: write a plain name, in quotes when it is not a word");
  }

  @Test
  void refusesATableWithoutItsSchema() {
    assertThat(mapping.problemsOfColors(COLORS.replace("public.widget_colors", "a.b.c")))
        .containsExactly(
            "widget.conf:7: 'many' of embed 'colors' is not schema.table: 'a.b.c';"
                + " mend: write the schema, a dot and the table, such as public.c");
  }

  @Test
  void refusesTheLanguageOfLaterVersions() {
    for (String feature : List.of("ref", "lookup", "embed")) {
      assertThat(mapping.problemsOfColors(COLORS.replace("many =", feature + " = x, many =")))
          .hasSize(1)
          .first()
          .asString()
          .startsWith(
              "widget.conf:7: '"
                  + feature
                  + "' in embed 'colors' is not supported yet; mend: remove it");
    }
    assertThat(mapping.problemsOfRoot(ROOT.replace("key =", "lookup = gone, key =")))
        .containsExactly(
            "widget.conf:4: 'lookup' in the root of resource 'widget' is not supported yet;"
                + " mend: remove it; resources are assembled from changes for now");
  }
}
