package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowFilter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFilterReaderTest {

  private final TestFiles files;
  private final WidgetMapping mapping;

  RowFilterReaderTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  @Test
  void everyRowCountsWithoutConditions() {
    files.write("widget.conf", widget(ROOT, DIMENSIONS, COLORS));

    assertThat(mapping.read().resources().getFirst().mapping().relations())
        .extracting(ResourceMapping.Relation::filter)
        .containsOnly(RowFilter.everyRow());
  }

  @Test
  void readsConditionsAndSoftDeletion() {
    files.write(
        "widget.conf",
        widget(
            ROOT.replace(
                "key =",
                "where { status = active, kind = [a, 1.50, true, null] }, soft-delete = gone, key ="),
            DIMENSIONS.replace("join", "key = [id], where { deleted_by = null }, join"),
            COLORS.replace("join", "soft-delete { status = [deleted, archived], old = 1 }, join")));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems())).isEmpty();
    ResourceDefinition widget = loaded.resources().getFirst();
    assertThat(widget.mapping().relations())
        .extracting(ResourceMapping.Relation::filter)
        .containsExactly(
            new RowFilter.AllOf(
                List.of(
                    new RowFilter.OneOf("status", List.of(Value.of("active"))),
                    new RowFilter.OneOf(
                        "kind",
                        List.of(
                            Value.of("a"), new Value.Num("1.50"), Value.of(true), Value.ofNull())),
                    new RowFilter.Not(new RowFilter.Marked("gone")))),
            new RowFilter.OneOf("deleted_by", List.of(Value.ofNull())),
            new RowFilter.Not(
                new RowFilter.AllOf(
                    List.of(
                        new RowFilter.OneOf(
                            "status", List.of(Value.of("deleted"), Value.of("archived"))),
                        new RowFilter.OneOf("old", List.of(Value.of(1)))))));
    assertThat(widget.mapping().embeds().getFirst().rowKey()).containsExactly("id");
    assertThat(widget.line(ResourceMapping.ROOT, "kind")).isEqualTo(4);
    assertThat(widget.line("colors", "old")).isEqualTo(7);
  }

  @Test
  void aNumberOfAnyLengthIsANumber() {
    String big = "100000000000000000000";
    files.write(
        "widget.conf",
        widget(
            ROOT,
            DIMENSIONS,
            COLORS.replace(
                "many =", "where { a = %1$s, b = [-%1$s, \"%1$s\"] }, many =".formatted(big))));

    assertThat(mapping.read().resources().getFirst().mapping().embeds().getLast().filter())
        .isEqualTo(
            new RowFilter.AllOf(
                List.of(
                    new RowFilter.OneOf("a", List.of(new Value.Num(big))),
                    new RowFilter.OneOf("b", List.of(new Value.Num("-" + big), Value.of(big))))));
  }

  @Test
  void refusesWhatIsNoBlockOfConditions() {
    assertThat(problemsOf("where = \"x > 1\""))
        .containsExactly(
            "widget.conf:7: 'where' in embed 'colors' must be a block, not text;"
                + " mend: write where { … }");
    assertThat(problemsOf("where { }"))
        .containsExactly(
            "widget.conf:7: 'where' of embed 'colors' is empty;"
                + " mend: write { column = value }, or remove it");
    assertThat(problemsOf("soft-delete = true"))
        .containsExactly(
            "widget.conf:7: 'soft-delete' in embed 'colors' must be a column or a block of"
                + " conditions, not true or false;"
                + " mend: write soft-delete = column, or soft-delete { column = value }");
  }

  @Test
  void refusesWhatIsNoLiteral() {
    assertThat(problemsOf("where { a = [] }"))
        .containsExactly(
            "widget.conf:7: 'a' in 'where' of embed 'colors' is an empty list, which no row equals;"
                + " mend: write at least one value");
    assertThat(problemsOf("where { a { gt = 1 } }"))
        .containsExactly(
            "widget.conf:7: 'a' in 'where' of embed 'colors' must be text, a number, true, false or"
                + " null, not a block; mend: write one value, text in quotes");
    assertThat(problemsOf("soft-delete { zip = [01234] }"))
        .containsExactly(
            "widget.conf:7: 'zip' in 'soft-delete' of embed 'colors' is not a number as JSON writes"
                + " it: 01234; mend: write \"01234\" when the column holds text, else mend the"
                + " number");
  }

  @Test
  void aFilteredOneNeedsTheKeyOfItsRows() {
    assertThat(
            mapping.problemsOf(
                widget(ROOT, DIMENSIONS.replace("join", "soft-delete = gone, join"), COLORS)))
        .containsExactly(
            "widget.conf:6: 'soft-delete' in embed 'dimensions' needs 'key', as several rows may"
                + " belong to the resource of which one counts;"
                + " mend: write key = [column, …], the columns that identify a row");
  }

  private List<String> problemsOf(String filter) {
    return mapping.problemsOfColors(COLORS.replace("many =", filter + ", many ="));
  }
}
