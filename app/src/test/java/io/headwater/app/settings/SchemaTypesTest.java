package io.headwater.app.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.produce.ValueSchema;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTypesTest {

  private static final String MAPPING =
      """
      resource widget {
        source = shop
        schema = "widget.schema.json"
        root {
          table = public.widgets
          key = [id]
          fields = [
            id, name, price, doc
            { shop { constant = Headwater } }
            { title { template = "{name}" } }
            { label { first-of = [name, doc] } }
            { any { first-of = [name, price] } }
          ]
        }
        embed {
          size { one = public.sizes, join { widget_id = id }, fields = [x] }
          parts { many = public.parts, key = [id], join { widget_id = id }, fields = [id, name] }
          tags { many = public.tags, key = [id], join { widget_id = id }, value = tag }
          texts { many = public.texts, key = [id], join { widget_id = id }, map-by = language,
            value = text }
        }
      }
      """;

  private static final Map<String, ValueSchema> COLUMNS =
      Map.of(
          "public.widgets.id", column("{\"type\":\"integer\"}", false),
          "public.widgets.name", column("{\"type\":\"string\"}", true),
          "public.widgets.price", column("{\"type\":\"number\"}", false),
          "public.widgets.doc", column("{}", true),
          "public.sizes.x", column("{\"type\":\"integer\"}", true),
          "public.parts.id", column("{\"type\":\"integer\"}", false),
          "public.parts.name", column("{\"type\":\"string\"}", false),
          "public.tags.tag", column("{\"type\":\"string\"}", false),
          "public.texts.text", column("{\"type\":\"string\"}", false));

  /** Has everything but what a test leaves out. */
  private record InMemoryCatalogue(Set<String> missing) implements SourceCatalogue {
    @Override
    public Optional<ValueSchema> column(TableName table, String column) {
      String name = table + "." + column;
      return missing.contains(name) ? Optional.empty() : Optional.ofNullable(COLUMNS.get(name));
    }

    @Override
    public Optional<String> comment(TableName table) {
      return Optional.empty();
    }
  }

  @TempDir private Path folder;

  private static ValueSchema column(String schema, boolean nullable) {
    Value.Obj values = Json.readObject(schema.getBytes(UTF_8));
    boolean nonFinite = schema.contains("number");
    return new ValueSchema(List.of(values), nonFinite, nullable, Optional.empty());
  }

  private List<String> problemsOf(String schema, String... missing) {
    TestFiles files = new TestFiles(folder);
    files.write("widget.conf", MAPPING);
    files.write("widget.schema.json", schema);
    MappingFiles.Loaded loaded = MappingFiles.read(folder, Set.of("shop"));
    assertThat(files.lines(loaded.problems())).isEmpty();
    Problems problems = new Problems();
    SchemaTypes.check(
        loaded.resources().getFirst(), new InMemoryCatalogue(Set.of(missing)), problems);
    return files.lines(problems);
  }

  @Test
  void acceptsTypesThatFitAndRulesThatAreStricterThanTheTables() {
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "id": {"type": "number"},
                   "name": {"type": "string", "minLength": 1},
                   "price": {"type": "integer", "minimum": 0},
                   "doc": {"type": "object"},
                   "shop": {"const": "Headwater"},
                   "title": {"anyOf": [{"$ref": "#/$defs/title"}, {"type": "null"}]},
                   "label": {"type": "integer"},
                   "any": {"enum": [1, 2]},
                   "size": {"type": ["object", "null"], "properties": {"x": {"type": "null"}}},
                   "parts": {"items": {"properties": {"id": {}, "name": {"enum": ["a", 7]}}}},
                   "tags": {"items": {"allOf": [{"minLength": 1}, {"type": "string"}]}},
                   "texts": {"additionalProperties": true}},
                 "$defs": {"title": {"type": "string"}}}
                """))
        .isEmpty();
  }

  @Test
  void refusesTypesThatNoValueOfTheColumnHas() {
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "id": {"type": "string"},
                   "name": {"type": ["integer", "boolean"]},
                   "price":
                     {"type": "string"},
                   "shop": {"type": "integer"},
                   "title": {"$ref": "#/$defs/title"},
                   "any": {"enum": [true, false]}},
                 "$defs": {"title": {"type": "object"}}}
                """))
        .containsExactly(
            "widget.schema.json:2: property 'id' of resource 'widget' is of type string, but column"
                + " 'id' of table public.widgets is integer; mend: write \"type\": \"integer\", or"
                + " change the mapping",
            "widget.schema.json:3: property 'name' of resource 'widget' is of type boolean or"
                + " integer, but column 'name' of table public.widgets is null or string;"
                + " mend: write \"type\": [\"null\",\"string\"], or change the mapping",
            "widget.schema.json:4: property 'price' of resource 'widget' is of type string, but"
                + " column 'price' of table public.widgets is number; mend: write \"type\":"
                + " \"number\", or change the mapping",
            "widget.schema.json:6: property 'shop' of resource 'widget' is of type integer, but its"
                + " constant is string; mend: write \"type\": \"string\", or change the mapping",
            "widget.schema.json:7: property 'title' of resource 'widget' is of type object, but its"
                + " template is null or string; mend: write \"type\": [\"null\",\"string\"], or"
                + " change the mapping",
            "widget.schema.json:8: property 'any' of resource 'widget' is of type boolean, but the"
                + " first of its columns is number or string; mend: write \"type\":"
                + " [\"number\",\"string\"], or change the mapping");
  }

  @Test
  void comparesTheRowsOfEmbeds() {
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "size": {"properties": {"x": {"type": "string"}}},
                   "parts": {"items": {"properties": {
                     "name": {"const": 1}}}},
                   "tags": {"items": {"type": "integer"}},
                   "texts": {"additionalProperties":
                     {"type": "null"}}}}
                """))
        .containsExactly(
            "widget.schema.json:2: property 'x' of 'size' is of type string, but column 'x' of"
                + " table public.sizes is integer or null; mend: write \"type\":"
                + " [\"integer\",\"null\"], or change the mapping",
            "widget.schema.json:4: property 'name' of 'parts' is of type integer, but column 'name'"
                + " of table public.parts is string; mend: write \"type\": \"string\", or change"
                + " the mapping",
            "widget.schema.json:5: 'items' of property 'tags' is of type integer, but column 'tag'"
                + " of table public.tags is string; mend: write \"type\": \"string\", or change the"
                + " mapping",
            "widget.schema.json:6: 'additionalProperties' of property 'texts' is of type null, but"
                + " column 'text' of table public.texts is string; mend: write \"type\":"
                + " \"string\", or change the mapping");
  }

  @Test
  void leavesColumnsThatAreMissingToTheCheckOfTheSource() {
    assertThat(
            problemsOf(
                "{\"properties\": {\"id\": {\"type\": \"string\"}, \"title\": {\"type\": \"null\"}}}",
                "public.widgets.id",
                "public.widgets.name"))
        .isEmpty();
  }
}
