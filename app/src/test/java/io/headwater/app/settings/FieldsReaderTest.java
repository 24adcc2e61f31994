package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import io.headwater.core.produce.FieldValue;
import io.headwater.core.produce.FieldValue.Part;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceMapping.Field;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldsReaderTest {

  private final TestFiles files;
  private final WidgetMapping mapping;

  FieldsReaderTest(@TempDir Path folder) {
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  @Test
  void readsConstantsTemplatesAndTheFirstOfSeveralColumns() {
    files.write(
        "widget.conf",
        widget(
            "root { table = public.widgets, key = [id], fields = [id,"
                + " { name { first-of = [nick, label] } },"
                + " { description { template = \"{a} {{b}} {c d}\" } },"
                + " { quantity { constant = 1.50 } }] }",
            DIMENSIONS.replace(
                "[x, y, z]",
                "{ x { constant = null }, y { constant = true }, z { constant = \"\" } }"),
            COLORS));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems())).isEmpty();
    ResourceDefinition widget = loaded.resources().getFirst();
    assertThat(widget.mapping().root().fields())
        .containsExactly(
            new Field("id", "id"),
            new Field("name", new FieldValue.FirstOf(List.of("nick", "label"))),
            new Field(
                "description",
                new FieldValue.Template(
                    List.of(
                        new Part.ColumnText("a"),
                        new Part.Literal(" {b} "),
                        new Part.ColumnText("c d")))),
            new Field("quantity", new FieldValue.Constant(new Value.Num("1.50"))));
    assertThat(((ResourceMapping.One) widget.mapping().embeds().getFirst()).fields())
        .containsExactly(
            new Field("x", new FieldValue.Constant(Value.ofNull())),
            new Field("y", new FieldValue.Constant(Value.of(true))),
            new Field("z", new FieldValue.Constant(Value.of(""))));
    assertThat(widget.line(ResourceMapping.ROOT, "a")).isEqualTo(4);
    assertThat(widget.line(ResourceMapping.ROOT, "nick")).isEqualTo(4);
  }

  @Test
  void refusesABlockThatIsNotExactlyOneOfThem() {
    assertThat(problemsOfQuantity("{ constnt = 1 }"))
        .containsExactly(
            "widget.conf:4: unknown key 'constnt' in field 'quantity' of the root of resource"
                + " 'widget'; mend: did you mean 'constant'?");
    assertThat(problemsOfQuantity("{ }"))
        .containsExactly(
            "widget.conf:4: field 'quantity' of the root of resource 'widget' has no value; mend:"
                + " write constant = value, template = \"{column} text\" or first-of = [column, …]");
    assertThat(problemsOfQuantity("{ constant = 1, first-of = [a] }"))
        .containsExactly(
            "widget.conf:4: both 'constant' and 'first-of' in field 'quantity' of the root of"
                + " resource 'widget'; mend: keep one of them");
    assertThat(problemsOfQuantity("{ mask = hash }"))
        .containsExactly(
            "widget.conf:4: unknown key 'mask' in field 'quantity' of the root of resource 'widget';"
                + " mend: use one of constant, template, first-of");
  }

  @Test
  void refusesAConstantThatIsNotOneValue() {
    assertThat(problemsOfQuantity("{ constant = [1] }"))
        .containsExactly(
            "widget.conf:4: 'constant' in field 'quantity' of the root of resource 'widget' must be"
                + " text, a number, true, false or null, not a list;"
                + " mend: write one value, text in quotes");
    assertThat(problemsOfQuantity("{ constant = 0815 }"))
        .containsExactly(
            "widget.conf:4: 'constant' in field 'quantity' of the root of resource 'widget' is not a"
                + " number as JSON writes it: 0815; mend: write \"0815\" when the column holds text,"
                + " else mend the number");
  }

  @Test
  void refusesATemplateThatNamesNoColumnOrHasLooseBraces() {
    String place =
        "widget.conf:4: 'template' in field 'quantity' of the root of resource 'widget' ";
    assertThat(problemsOfQuantity("{ template = \"{{none}}\" }"))
        .containsExactly(
            place + "names no column; mend: write {column} where its value goes, or use constant");
    assertThat(problemsOfQuantity("{ template = \"{a} {b\" }"))
        .containsExactly(
            place + "has a '{' without '}'; mend: write {column}, or {{ for a brace of the text");
    assertThat(problemsOfQuantity("{ template = \"{a} b}\" }"))
        .containsExactly(place + "has a '}' without '{'; mend: write }} for a brace of the text");
    assertThat(problemsOfQuantity("{ template = \"{a} {}\" }"))
        .containsExactly(
            place
                + "has braces without a column; mend: write {column}, or {{ and }} for braces of the"
                + " text");
    assertThat(problemsOfQuantity("{ template = 7 }"))
        .containsExactly(
            place + "must be a text, not a number; mend: write template = \"{column} text\"");
  }

  @Test
  void refusesFirstOfThatIsNotAListOfColumns() {
    assertThat(problemsOfQuantity("{ first-of = a }"))
        .containsExactly(
            "widget.conf:4: 'first-of' in field 'quantity' of the root of resource 'widget' must be a"
                + " list of column names, not text; mend: write first-of = [column, …]");
    assertThat(problemsOfQuantity("{ first-of = [a, a] }"))
        .containsExactly(
            "widget.conf:4: 'a' appears twice in 'first-of' of field 'quantity' of the root of"
                + " resource 'widget'; mend: remove one of them");
  }

  private List<String> problemsOfQuantity(String value) {
    return mapping.problemsOfRoot(ROOT.replace("quantity]", "{ quantity " + value + " }]"));
  }
}
