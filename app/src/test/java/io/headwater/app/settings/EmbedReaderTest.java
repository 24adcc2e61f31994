package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbedReaderTest {

  private final WidgetMapping mapping;

  EmbedReaderTest(@TempDir Path folder) {
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
  void refusesADirectionInOrderBy() {
    assertThat(mapping.problemsOfColors(COLORS.replace("order-by = [id]", "order-by = [id desc]")))
        .containsExactly(
            "widget.conf:7: a direction in 'order-by' of embed 'colors' is not supported yet:"
                + " 'id desc'; mend: name the column alone; the order is ascending");
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
    for (String feature :
        List.of("where", "soft-delete", "mask", "ref", "map-by", "lookup", "embed")) {
      assertThat(mapping.problemsOfColors(COLORS.replace("many =", feature + " = x, many =")))
          .hasSize(1)
          .first()
          .asString()
          .startsWith(
              "widget.conf:7: '"
                  + feature
                  + "' in embed 'colors' is not supported yet; mend: remove it");
    }
    assertThat(mapping.problemsOfRoot(ROOT.replace("key =", "soft-delete = gone, key =")))
        .containsExactly(
            "widget.conf:4: 'soft-delete' in the root of resource 'widget' is not supported yet;"
                + " mend: remove it; only a deleted row counts as deleted for now");
  }
}
