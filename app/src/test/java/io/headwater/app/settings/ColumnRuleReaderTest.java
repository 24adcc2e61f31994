package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.produce.ResourceMapping;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ColumnRuleReaderTest {

  private static final String OTHER =
      """
      resource palette {
        source = shop
        schema = "palette.schema.json"
        root { table = public.widget_colors, key = [id], fields = [id%s]
          %s }
      }
      """;

  private final TestFiles files;
  private final WidgetMapping mapping;

  ColumnRuleReaderTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  private List<String> problemsOfRoot(String mask) {
    return mapping.problemsOfRoot(ROOT.replace("key =", "mask { " + mask + " }, key ="));
  }

  private List<String> problemsOfColors(String mask) {
    return mapping.problemsOfColors(COLORS.replace("key =", "mask { " + mask + " }, key ="));
  }

  private List<String> problemsBeside(String colorsMask, String otherFields, String otherMask) {
    files.write("palette.schema.json", "{\"properties\": {}}");
    files.write("palette.conf", OTHER.formatted(otherFields, otherMask));
    return problemsOfColors(colorsMask);
  }

  @Test
  void readsTheMaskOfEachColumnAlsoOfThoseThatNothingElseUses() {
    assertThat(problemsOfRoot("name = hash, description = redact, quantity = tokenize, ssn = drop"))
        .isEmpty();

    ResourceDefinition widget = mapping.read().resources().getFirst();
    assertThat(widget.rules(ResourceMapping.ROOT))
        .isEqualTo(
            Map.of(
                "name", new RuledColumn("mask", new ColumnRule.Hash(), 4),
                "description", new RuledColumn("mask", new ColumnRule.Redact(), 4),
                "quantity", new RuledColumn("mask", new ColumnRule.Tokenize(), 4),
                "ssn", new RuledColumn("mask", new ColumnRule.Drop(), 4)));
    assertThat(widget.rules("colors")).isEmpty();
  }

  @Test
  void refusesWhatIsNoMask() {
    assertThat(problemsOfRoot("name = hsah"))
        .containsExactly(
            "widget.conf:4: 'name' in 'mask' of the root of resource 'widget' is no mask: 'hsah';"
                + " mend: did you mean 'hash'?");
    assertThat(problemsOfRoot("name = encrypt"))
        .containsExactly(
            "widget.conf:4: 'name' in 'mask' of the root of resource 'widget' is no mask:"
                + " 'encrypt'; mend: use one of redact, hash, tokenize, drop");
    assertThat(problemsOfRoot(""))
        .containsExactly(
            "widget.conf:4: 'mask' of the root of resource 'widget' is empty; mend: write { column"
                + " = redact }, or hash, tokenize, drop, or remove it");
    assertThat(problemsOfRoot("name = true"))
        .containsExactly(
            "widget.conf:4: 'name' in 'mask' of the root of resource 'widget' must be a name, not"
                + " true or false; mend: write a plain name, in quotes when it is not a word");
    assertThat(mapping.problemsOfRoot(ROOT.replace("key =", "mask = hash, key =")))
        .containsExactly(
            "widget.conf:4: 'mask' in the root of resource 'widget' must be a block, not text;"
                + " mend: write mask { … }");
  }

  @Test
  void refusesToDropWhatIsUsed() {
    assertThat(problemsOfRoot("name = drop"))
        .containsExactly(
            "widget.conf:4: 'mask' of the root of resource 'widget' drops column 'name', which"
                + " 'fields' needs; mend: take it out of 'fields', or use redact, hash or tokenize");
    String used =
        COLORS
            .replace("order-by = [id]", "order-by = [nr], map-by = hue, where { state = new }")
            .replace(
                "key = [id]",
                "key = [pk], mask { widget_id = drop, pk = drop, color = drop, nr = drop,"
                    + " hue = drop, state = drop }");
    assertThat(mapping.problemsOfColors(used))
        .filteredOn(problem -> problem.contains(" drops column "))
        .extracting(
            problem -> problem.replaceAll(".* drops column (.*), which (.*) needs;.*", "$1 $2"))
        .containsExactlyInAnyOrder(
            "'pk' 'key'",
            "'widget_id' 'join'",
            "'color' 'value'",
            "'nr' 'order-by'",
            "'hue' 'map-by'",
            "'state' 'where' or 'soft-delete'");
  }

  @Test
  void refusesToRedactWhatTellsRowsApart() {
    assertThat(problemsOfColors("id = redact"))
        .containsExactly(
            "widget.conf:7: 'mask' of embed 'colors' redacts column 'id', so 'key' could not tell"
                + " rows apart; mend: use hash or tokenize: equal values stay equal, others stay"
                + " different");
    assertThat(problemsOfColors("widget_id = redact"))
        .singleElement()
        .asString()
        .contains("redacts column 'widget_id', so 'join' could not");
    assertThat(
            mapping.problemsOfColors(
                COLORS.replace("key =", "map-by = hue, mask { hue = redact }, key =")))
        .filteredOn(problem -> problem.contains("mask"))
        .singleElement()
        .asString()
        .contains("redacts column 'hue', so 'map-by' could not");
    assertThat(problemsOfRoot("id = redact"))
        .filteredOn(problem -> problem.contains("redacts"))
        .singleElement()
        .asString()
        .contains("redacts column 'id', so 'key' could not");
  }

  @Test
  void bothSidesOfAJoinHaveTheSameMask() {
    String hashedRoot = ROOT.replace("key =", "mask { id = hash }, key =");
    String hashed = DIMENSIONS.replace("join", "mask { widget_id = hash }, join");

    assertThat(
            mapping.problemsOf(
                widget(
                    hashedRoot,
                    hashed,
                    COLORS.replace("key =", "mask { widget_id = hash, id = tokenize }, key ="))))
        .isEmpty();
    assertThat(mapping.problemsOf(widget(hashedRoot, hashed, COLORS)))
        .containsExactly(
            "widget.conf:7: 'join' of embed 'colors' compares 'widget_id' (not masked) with the"
                + " root's 'id' (hash), which are never equal; mend: mask both alike, with hash or"
                + " tokenize, or neither");
    assertThat(problemsOfColors("widget_id = tokenize"))
        .singleElement()
        .asString()
        .contains("'widget_id' (tokenize) with the root's 'id' (not masked)");
  }

  @Test
  void conditionsCanOnlyAskAMaskedColumnForNull() {
    String colors = COLORS.replace("key =", "mask { state = hash }, %s, key =");

    assertThat(mapping.problemsOfColors(colors.formatted("where { state = null }"))).isEmpty();
    assertThat(mapping.problemsOfColors(colors.formatted("soft-delete { state = null }")))
        .isEmpty();
    for (String condition :
        List.of(
            "where { state = new }",
            "where { state = [null, new], color = red }",
            "soft-delete = state",
            "soft-delete { state = gone }")) {
      assertThat(mapping.problemsOfColors(colors.formatted(condition)))
          .as(condition)
          .containsExactly(
              "widget.conf:7: 'mask' of embed 'colors' hides column 'state', which 'where' or"
                  + " 'soft-delete' compares; mend: compare it with null only ({ state = null }),"
                  + " or do without the rule");
    }
  }

  @Test
  void whoeverReadsAMaskedColumnMustMaskItAlike() {
    assertThat(problemsBeside("color = hash", ", color", "mask { color = hash }")).isEmpty();
    assertThat(problemsBeside("color = hash", "", "")).isEmpty();
    assertThat(problemsBeside("color = hash", ", color", ""))
        .containsExactly(
            "palette.conf:4: the root of resource 'palette' reads column 'color' of table"
                + " public.widget_colors as it is, but embed 'colors' of resource 'widget' says"
                + " mask { color = hash } at widget.conf:7; mend: write mask { color = hash } here"
                + " too, or do without the column");
    assertThat(problemsBeside("color = hash", ", color", "mask { color = redact }"))
        .containsExactly(
            "widget.conf:7: embed 'colors' of resource 'widget' says mask { color = hash } for"
                + " table public.widget_colors, but the root of resource 'palette' says mask {"
                + " color = redact } at palette.conf:5; mend: say the same in both: a column has"
                + " one rule, for all who read its table");
    assertThat(problemsBeside("size = drop", ", size", ""))
        .singleElement()
        .asString()
        .contains(
            "palette.conf:4:", "reads column 'size'", "says mask { size = drop } at widget.conf:7");
  }

  @Test
  void twoRolesInOneResourceMustAgreeToo() {
    String hues =
        "hues { many = public.widget_colors, key = [id], join { widget_id = id }, value = color }";

    files.write("widget.schema.json", "{\"properties\": {}}");

    assertThat(
            mapping.problemsOf(
                widget(ROOT, COLORS.replace("key =", "mask { color = redact }, key ="), hues)))
        .containsExactly(
            "widget.conf:7: embed 'hues' of resource 'widget' reads column 'color' of table"
                + " public.widget_colors as it is, but embed 'colors' of resource 'widget' says"
                + " mask { color = redact } at widget.conf:6; mend: write mask { color = redact }"
                + " here too, or do without the column");
  }
}
