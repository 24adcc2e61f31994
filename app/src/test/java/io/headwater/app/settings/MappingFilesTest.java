package io.headwater.app.settings;

import static io.headwater.app.settings.WidgetMapping.COLORS;
import static io.headwater.app.settings.WidgetMapping.DIMENSIONS;
import static io.headwater.app.settings.WidgetMapping.ROOT;
import static io.headwater.app.settings.WidgetMapping.widget;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceMapping.Field;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MappingFilesTest {

  private final Path folder;
  private final TestFiles files;
  private final WidgetMapping mapping;

  MappingFilesTest(@TempDir Path folder) {
    this.folder = folder;
    files = new TestFiles(folder);
    mapping = new WidgetMapping(folder);
  }

  @Test
  void readsTheExampleInTheOrderItIsWritten() {
    Path file = files.write("widget.conf", widget(ROOT, DIMENSIONS, COLORS));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems())).isEmpty();
    assertThat(loaded.resources()).hasSize(1);
    ResourceDefinition widget = loaded.resources().getFirst();
    assertThat(widget.line("colors", "public.widget_colors")).isPositive();
    assertThat(widget.line("colors", "color")).isPositive();
    assertThat(widget.line(ResourceMapping.ROOT, "quantity")).isPositive();
    assertThat(widget.line(ResourceMapping.ROOT, "nowhere")).isZero();
    assertThat(widget)
        .isEqualTo(
            new ResourceDefinition(
                new ResourceMapping(
                    new ResourceType("widget"),
                    "shop",
                    new ResourceMapping.Root(
                        new TableName("public", "widgets"),
                        List.of("id"),
                        List.of(
                            new Field("id", "id"),
                            new Field("name", "name"),
                            new Field("description", "description"),
                            new Field("quantity", "quantity"))),
                    List.of(
                        new ResourceMapping.One(
                            "dimensions",
                            new TableName("public", "widget_dimensions"),
                            List.of("widget_id"),
                            List.of(new Field("x", "x"), new Field("y", "y"), new Field("z", "z"))),
                        new ResourceMapping.Many(
                            "colors",
                            new TableName("public", "widget_colors"),
                            List.of("id"),
                            List.of("widget_id"),
                            List.of(),
                            Optional.of("color"),
                            List.of("id")))),
                file,
                widget.schema(),
                widget.lines(),
                Map.of(
                    ResourceMapping.ROOT, Map.of(), "dimensions", Map.of(), "colors", Map.of())));
    SchemaFile schema = widget.schema().orElseThrow();
    assertThat(schema.path()).isEqualTo(folder.resolve("widget.schema.json"));
    assertThat(schema.bytes()).hasToString(WidgetMapping.SCHEMA);
  }

  @Test
  void aMappingNeedsNoSchema() {
    assertThat(
            mapping.problemsOf(
                widget(ROOT, DIMENSIONS, COLORS).replace("schema = \"widget.schema.json\"", "")))
        .isEmpty();
    assertThat(mapping.read().resources())
        .singleElement()
        .satisfies(resource -> assertThat(resource.schema()).isEmpty());
    assertThat(mapping.problemsOf(widget(ROOT, DIMENSIONS, COLORS).replace("schema =", "shema =")))
        .containsExactly(
            "widget.conf:3: unknown key 'shema' in resource 'widget'; mend: did you mean 'schema'?");
  }

  @Test
  void readsMappingsAsIfTheyNamedNoSchema() {
    files.write("widget.conf", widget(ROOT, DIMENSIONS, COLORS));
    files.write("widget.schema.json", "not written yet");

    MappingFiles.Loaded loaded = MappingFiles.readWithoutSchemas(folder, Set.of("shop"));

    assertThat(files.lines(loaded.problems())).isEmpty();
    assertThat(loaded.resources())
        .singleElement()
        .satisfies(resource -> assertThat(resource.schema()).isEmpty());
  }

  @Test
  void keepsTheOrderOfEmbedsAndRenamesOnOneLine() {
    files.write(
        "part.schema.json",
        "{\"properties\": {\"z\": {}, \"y\": {}, \"x\": {}, \"q\": {}, \"b\": {}}}");
    files.write(
        "part.conf",
        "resource part { source = shop, schema = part.schema.json,"
            + " root { table = s.p, key = [k1, k2], fields { z = c1, y = c2, x = c3 } },"
            + " embed { q { one = s.q, join { b = k2, a = k1 }, fields = [m, { n = o }] },"
            + " b { one = s.b, join { k1 = k1, k2 = k2 }, fields { t = t } } } }");
    files.write("widget.conf", widget(ROOT, DIMENSIONS, COLORS));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems())).isEmpty();
    ResourceMapping part = loaded.resources().getFirst().mapping();
    assertThat(part.root().fields())
        .containsExactly(new Field("z", "c1"), new Field("y", "c2"), new Field("x", "c3"));
    assertThat(part.embeds()).extracting(ResourceMapping.Embed::name).containsExactly("q", "b");
    assertThat(part.embeds().getFirst())
        .isEqualTo(
            new ResourceMapping.One(
                "q",
                new TableName("s", "q"),
                List.of("a", "b"),
                List.of(new Field("m", "m"), new Field("n", "o"))));
  }

  @Test
  void reportsFiveMistakesAtOnce() {
    List<String> problems =
        mapping.problemsOf(
            """
            resource widget {
              source = shpo
              schema = "widget.schema.json"
              root { table = widgets, key = [id], fields = [id, name, description, quantity] }
              embed {
                dimensions {
                  one = public.widget_dimensions
                  join { widget_id = di }
                  fields = [x, y, z]
                  where = "x > 1"
                }
                colors {
                  many = public.widget_colors
                  key = [id]
                  join { widget_id = id }
                  feilds = [color]
                }
              }
            }
            """);

    assertThat(problems)
        .containsExactly(
            "widget.conf:2: unknown source 'shpo' in resource 'widget'; mend: did you mean 'shop'?",
            "widget.conf:4: 'table' of the root of resource 'widget' is not schema.table:"
                + " 'widgets'; mend: write the schema, a dot and the table, such as public.widgets",
            "widget.conf:8: 'join' of embed 'dimensions': 'di' is not a key column of the root;"
                + " mend: did you mean 'id'?",
            "widget.conf:10: 'where' in embed 'dimensions' must be a block, not text;"
                + " mend: write where { … }",
            "widget.conf:16: unknown key 'feilds' in embed 'colors'; mend: did you mean 'fields'?");
  }

  @Test
  void refusesAnUnknownKeyInTheResourceAndTheRoot() {
    assertThat(
            mapping.problemsOf(
                widget("extra = 1\n  " + ROOT.replace("fields", "colour = red, fields"), "", "")
                    .replace("embed", "imbed")))
        .contains(
            "widget.conf:4: unknown key 'extra' in resource 'widget';"
                + " mend: use one of source, schema, root, embed",
            "widget.conf:5: unknown key 'colour' in the root of resource 'widget';"
                + " mend: use one of table, key, fields, where, soft-delete, mask, large",
            "widget.conf:6: unknown key 'imbed' in resource 'widget'; mend: did you mean 'embed'?");
  }

  @Test
  void refusesMissingKeys() {
    assertThat(mapping.problemsOf("resource widget {\n}\n"))
        .containsExactly(
            "widget.conf:1: missing key 'source' in resource 'widget';"
                + " mend: write source = <name>, one of headwater.sources",
            "widget.conf:1: missing key 'root' in resource 'widget'; mend: write root"
                + " { table = schema.table, key = [column], fields = [column, …] }");
    assertThat(mapping.problemsOfRoot("root { }"))
        .containsExactly(
            "widget.conf:4: missing key 'table' in the root of resource 'widget';"
                + " mend: write table = schema.table, the table with one row per resource",
            "widget.conf:4: missing key 'key' in the root of resource 'widget';"
                + " mend: write key = [column, …], the columns that identify the resource",
            "widget.conf:4: missing key 'fields' in the root of resource 'widget'; mend: write"
                + " fields = [column, …], the columns that are members of the resource");
    assertThat(mapping.problemsOfColors("colors { many = public.c, value = v }"))
        .containsExactly(
            "widget.conf:7: missing key 'join' in embed 'colors'; mend: write join { <column> = id"
                + " }",
            "widget.conf:7: missing key 'key' in embed 'colors';"
                + " mend: write key = [column, …], the columns that identify a row");
  }

  @Test
  void refusesWrongTypes() {
    assertThat(mapping.problemsOfRoot("root { table = 7, key = id, fields = { a { b = c } } }"))
        .containsExactly(
            "widget.conf:4: 'table' in the root of resource 'widget' must be a name, not a number;"
                + " mend: write a plain name, in quotes when it is not a word",
            "widget.conf:4: 'key' in the root of resource 'widget' must be a list of column names,"
                + " not text; mend: write key = [column, …]",
            "widget.conf:4: unknown key 'b' in field 'a' of the root of resource 'widget';"
                + " mend: use one of constant, template, first-of");
    assertThat(mapping.problemsOf("resource widget = 5"))
        .containsExactly(
            "widget.conf:1: 'resource widget' in the file must be a block, not a number;"
                + " mend: write resource widget { … }");
    assertThat(mapping.problemsOfRoot(ROOT.replace("[id]", "[]")))
        .contains(
            "widget.conf:4: 'key' in the root of resource 'widget' is empty;"
                + " mend: name at least one column");
  }

  @Test
  void refusesAMemberThatAppearsTwice() {
    assertThat(mapping.problemsOfRoot(ROOT.replace("quantity]", "quantity, { name = other }]")))
        .containsExactly(
            "widget.conf:4: member 'name' appears twice in the root of resource 'widget';"
                + " mend: remove one, or rename it with { other_member = other }");
    assertThat(mapping.problemsOfRoot(ROOT.replace("quantity]", "quantity, colors]")))
        .containsExactly(
            "widget.conf:7: member 'colors' is both a field of the root and an embed of"
                + " resource 'widget'; mend: rename one of them");
    assertThat(mapping.problemsOf(widget(ROOT, DIMENSIONS + "\n" + COLORS, COLORS)))
        .contains(
            "widget.conf:8: 'colors' appears twice in 'embed', first on line 7;"
                + " mend: rename or remove one; they would silently become one");
  }

  @Test
  void refusesAnInvalidResourceType() {
    assertThat(
            mapping.problemsOf(
                widget(ROOT, DIMENSIONS, COLORS).replace("resource widget", "resource Widget")))
        .containsExactly(
            "widget.conf:1: resource type 'Widget' is not valid; mend: use a lower-case letter,"
                + " then lower-case letters, digits, - or _, at most 64");
  }

  @Test
  void refusesATypeThatAnotherFileDefines() {
    files.write("a.conf", widget(ROOT, DIMENSIONS, COLORS));
    files.write("b.conf", "# the same\n" + widget(ROOT, DIMENSIONS, COLORS));

    MappingFiles.Loaded loaded = mapping.read();

    assertThat(files.lines(loaded.problems()))
        .containsExactly(
            "b.conf:2: resource 'widget' is already defined at a.conf:1;"
                + " mend: rename or remove one of them");
    assertThat(loaded.resources()).hasSize(1);
  }

  @Test
  void refusesTextThatIsNotHoconAndSubstitutionsWithoutValue() {
    assertThat(mapping.problemsOf("resource widget {\n  source = [\n}\n"))
        .singleElement()
        .asString()
        .startsWith("widget.conf:3: not HOCON: ")
        .endsWith("; mend: check the quotes, braces and commas here and just above");
    assertThat(mapping.problemsOf("resource widget {\n  source = ${SOURCE}\n}\n"))
        .containsExactly(
            "widget.conf:2: a substitution has no value: ${SOURCE};"
                + " mend: set it, or write ${?NAME} when it may be absent");
  }

  @Test
  void refusesAFileWithoutResourceAndOtherTopLevelKeys() {
    assertThat(mapping.problemsOf("# nothing\n"))
        .containsExactly(
            "widget.conf: the file defines no resource; mend: write resource <name> { … }");
    assertThat(mapping.problemsOf("\nresouce widget {}\n"))
        .containsExactly(
            "widget.conf:2: unknown key 'resouce widget' in the file;"
                + " mend: write resource <name> { … }");
  }

  @Test
  void refusesAFolderThatIsMissingOrEmpty() {
    Path empty = folder.resolve("none");

    assertThat(files.lines(MappingFiles.read(empty, Set.of()).problems()))
        .containsExactly(
            "none: the resources folder does not exist;"
                + " mend: create it, or correct headwater.resources");
    assertThat(files.lines(mapping.read().problems()))
        .containsExactly(
            folder
                + ": the folder has no mapping file;"
                + " mend: write one file per resource, such as widget.conf");
  }
}
