package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeValueRulesTest {

  private static final String OTHER =
      """
      resource palette {
        source = shop
        schema = "palette.schema.json"
        root { table = public.widget_colors, key = [id], fields = [id, color]
          %s }
      }
      """;

  private final TestFiles files;
  private final WidgetMapping mapping;

  LargeValueRulesTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  private record InMemoryCatalogue(Map<String, String> columns) implements SourceCatalogue {
    @Override
    public Optional<ValueSchema> column(TableName table, String column) {
      return Optional.ofNullable(columns.get(column))
          .map(schema -> Json.readObject(schema.getBytes(UTF_8)))
          .map(schema -> new ValueSchema(List.of(schema), false, true, Optional.empty()));
    }

    @Override
    public Optional<String> comment(TableName table) {
      return Optional.empty();
    }
  }

  private List<String> problemsOfRoot(String large) {
    return mapping.problemsOfRoot(ROOT.replace("key =", "large { " + large + " }, key ="));
  }

  private List<String> problemsOfColors(String keys) {
    return mapping.problemsOfColors(COLORS.replace("key =", keys + ", key ="));
  }

  @Test
  void readsTheRuleOfEachColumnBesideTheMasks() {
    assertThat(
            mapping.problemsOfRoot(
                ROOT.replace(
                    "key =",
                    "mask { quantity = redact }, large { name = \"truncate 1000\", description ="
                        + " reference, photo = \"reference base64\", scan = drop }, key =")))
        .isEmpty();

    assertThat(mapping.read().resources().getFirst().rules(ResourceMapping.ROOT))
        .isEqualTo(
            Map.of(
                "quantity", new RuledColumn("mask", new ColumnRule.Redact(), 4),
                "name", new RuledColumn("large", new ColumnRule.Truncate(1_000), 4),
                "description", new RuledColumn("large", new ColumnRule.Reference(false), 4),
                "photo", new RuledColumn("large", new ColumnRule.Reference(true), 4),
                "scan", new RuledColumn("large", new ColumnRule.Drop(), 4)));
  }

  @Test
  void aNumberOfCharactersNeedsNoQuotes() {
    assertThat(problemsOfRoot("name = truncate 7")).isEmpty();

    assertThat(mapping.read().resources().getFirst().rules(ResourceMapping.ROOT))
        .containsEntry("name", new RuledColumn("large", new ColumnRule.Truncate(7), 4));
  }

  @Test
  void refusesWhatIsNoRule() {
    assertThat(problemsOfRoot("name = referense"))
        .containsExactly(
            "widget.conf:4: 'name' in 'large' of the root of resource 'widget' is no rule for"
                + " large values: 'referense'; mend: did you mean 'reference'?");
    assertThat(problemsOfRoot("name = hash"))
        .containsExactly(
            "widget.conf:4: 'name' in 'large' of the root of resource 'widget' is no rule for"
                + " large values: 'hash'; mend: use one of reference, \"reference base64\", drop,"
                + " \"truncate N\"");
    for (String written :
        List.of("truncate", "truncate 0", "truncate -1", "truncate 67108865", "truncate 1.5")) {
      assertThat(problemsOfRoot("name = \"" + written + "\""))
          .as(written)
          .containsExactly(
              "widget.conf:4: 'name' in 'large' of the root of resource 'widget' is no rule for"
                  + " large values: '%s'; mend: write \"truncate N\", N being the characters that"
                      .formatted(written)
                  + " are kept, from 1 to 67108864");
    }
    assertThat(problemsOfRoot(""))
        .containsExactly(
            "widget.conf:4: 'large' of the root of resource 'widget' is empty; mend: write { column"
                + " = reference }, or \"truncate 1000\", drop, or remove it");
    assertThat(mapping.problemsOfRoot(ROOT.replace("key =", "mask { name = reference }, key =")))
        .singleElement()
        .asString()
        .contains("is no mask: 'reference'");
  }

  @Test
  void aColumnHasOneRule() {
    assertThat(
            mapping.problemsOfRoot(
                ROOT.replace("key =", "mask { name = hash }, large { name = reference }, key =")))
        .containsExactly(
            "widget.conf:4: column 'name' is in both 'mask' and 'large' of the root of resource"
                + " 'widget'; mend: keep one of them: a column has one rule");
  }

  @Test
  void whatTellsRowsApartOrOrdersThemIsNeededWhole() {
    for (String rule : List.of("reference", "\"truncate 5\"")) {
      String word = rule.replace("\"", "");
      assertThat(problemsOfColors("large { id = " + rule + " }"))
          .containsExactly(
              "widget.conf:7: 'large' of embed 'colors' has %s for column 'id', which 'key' needs"
                      .formatted(word)
                  + " whole; mend: take it out of 'key', or do without the rule",
              "widget.conf:7: 'large' of embed 'colors' has %s for column 'id', which 'order-by'"
                      .formatted(word)
                  + " needs whole; mend: take it out of 'order-by', or do without the rule");
      assertThat(problemsOfColors("large { widget_id = " + rule + " }"))
          .containsExactly(
              "widget.conf:7: 'large' of embed 'colors' has %s for column 'widget_id', which"
                      .formatted(word)
                  + " 'join' needs whole; mend: take it out of 'join', or do without the rule");
      assertThat(problemsOfColors("map-by = hue, large { hue = " + rule + " }"))
          .filteredOn(problem -> problem.contains("'large'"))
          .singleElement()
          .asString()
          .contains("which 'map-by' needs whole");
    }
  }

  @Test
  void whatIsUsedCannotBeDropped() {
    assertThat(problemsOfRoot("name = drop"))
        .containsExactly(
            "widget.conf:4: 'large' of the root of resource 'widget' drops column 'name', which"
                + " 'fields' needs; mend: take it out of 'fields', or do without the rule");
  }

  @Test
  void conditionsCanOnlyAskForNull() {
    assertThat(problemsOfColors("large { note = reference }, where { note = null }")).isEmpty();
    assertThat(problemsOfColors("large { note = \"truncate 3\" }, where { note = new }"))
        .containsExactly(
            "widget.conf:7: 'large' of embed 'colors' hides column 'note', which 'where' or"
                + " 'soft-delete' compares; mend: compare it with null only ({ note = null }), or"
                + " do without the rule");
  }

  @Test
  void allMappingsOfATableSayTheSame() {
    files.write("palette.schema.json", "{\"properties\": {}}");
    String colors = "large { color = \"truncate 5\" }";

    files.write("palette.conf", OTHER.formatted(colors));
    assertThat(problemsOfColors(colors)).isEmpty();
    files.write("palette.conf", OTHER.formatted(""));
    assertThat(problemsOfColors(colors))
        .containsExactly(
            "palette.conf:4: the root of resource 'palette' reads column 'color' of table"
                + " public.widget_colors as it is, but embed 'colors' of resource 'widget' says"
                + " large { color = \"truncate 5\" } at widget.conf:7; mend: write large { color ="
                + " \"truncate 5\" } here too, or do without the column");
    files.write("palette.conf", OTHER.formatted("large { color = \"truncate 6\" }"));
    assertThat(problemsOfColors(colors))
        .containsExactly(
            "widget.conf:7: embed 'colors' of resource 'widget' says large { color = \"truncate"
                + " 5\" } for table public.widget_colors, but the root of resource 'palette' says"
                + " large { color = \"truncate 6\" } at palette.conf:5; mend: say the same in both:"
                + " a column has one rule, for all who read its table");
  }

  @Test
  void onlyTextsAreTruncated() {
    assertThat(
            problemsOfRoot(
                "name = \"truncate 9\", description = \"truncate 9\", quantity = \"truncate 9\","
                    + " photo = \"truncate 9\", tree = \"truncate 9\", far = \"truncate 9\""))
        .isEmpty();
    Problems problems = new Problems();

    TruncatedColumns.check(
        mapping.read().resources().getFirst(),
        new InMemoryCatalogue(
            Map.of(
                "name", "{\"type\":\"string\",\"maxLength\":200}",
                "description", "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
                "quantity", "{\"type\":\"integer\"}",
                "photo", "{\"type\":\"string\",\"contentEncoding\":\"base64\"}",
                "tree", "{}")),
        problems);

    assertThat(files.lines(problems))
        .containsExactlyInAnyOrder(
            refused("description"), refused("quantity"), refused("photo"), refused("tree"));
  }

  private static String refused(String column) {
    return ("widget.conf:4: 'large' truncates column '%1$s' of table public.widgets, whose values"
            + " are not texts; mend: write %1$s = reference or %1$s = drop; only text can be cut")
        .formatted(column);
  }
}
