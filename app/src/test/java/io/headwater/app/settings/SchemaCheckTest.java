package io.headwater.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaCheckTest {

  private static final String MAPPING =
      """
      resource widget {
        source = shop
        schema = "widget.schema.json"
        root { table = public.widgets, key = [id], fields = [id, colour] }
        embed {
          size { one = public.sizes, join { widget_id = id }, fields = [x, y] }
          parts { many = public.parts, key = [id], join { widget_id = id }, fields = [id, name] }
          tags { many = public.tags, key = [id], join { widget_id = id }, value = tag }
          prices { many = public.prices, key = [id], join { widget_id = id }, map-by = currency,
            fields = [amount, since] }
          texts { many = public.texts, key = [id], join { widget_id = id }, map-by = language,
            value = text }
        }
      }
      """;

  @TempDir private Path folder;

  private List<String> problemsOf(String schema) {
    TestFiles files = new TestFiles(folder);
    files.write("widget.conf", MAPPING);
    files.write("widget.schema.json", schema);
    return files.lines(MappingFiles.read(folder, Set.of("shop")).problems());
  }

  @Test
  void acceptsASchemaWithReferencesAndNullableBranches() {
    assertThat(
            problemsOf(
                """
                {"$schema": "https://json-schema.org/draft/2020-12/schema",
                 "type": "object", "additionalProperties": false,
                 "properties": {
                   "id": {"type": "integer"}, "colour": {},
                   "size": {"anyOf": [{"$ref": "#/$defs/size"}, {"type": "null"}]},
                   "parts": {"type": "array", "items": {"properties": {"id": {}, "name": {}}}},
                   "tags": {"type": "array", "items": {"type": "string"}},
                   "prices": {"type": "object",
                     "additionalProperties": {"properties": {"amount": {}, "since": {}}}},
                   "texts": {"type": "object", "additionalProperties": {"type": "string"}}},
                 "$defs": {"size": {"type": "object", "properties": {"x": {}, "y": {}}}}}
                """))
        .isEmpty();
  }

  @Test
  void refusesAFileThatIsMissing() {
    TestFiles files = new TestFiles(folder);
    files.write("widget.conf", MAPPING);

    assertThat(files.lines(MappingFiles.read(folder, Set.of("shop")).problems()))
        .containsExactly(
            "widget.conf:3: schema file widget.schema.json does not exist;"
                + " mend: create it, or correct the name, which is relative to this file");
  }

  @Test
  void refusesAFileThatIsNotJson() {
    assertThat(problemsOf("{\n  \"type\": object\n}\n"))
        .containsExactly(
            "widget.schema.json:2: not JSON;"
                + " mend: check the quotes, braces and commas here and just above");
    assertThat(problemsOf("[]"))
        .containsExactly(
            "widget.schema.json:1: the schema is not a JSON object;"
                + " mend: write a JSON Schema of type object");
    assertThat(problemsOf("{\"type\": \"object\"}"))
        .containsExactly(
            "widget.schema.json:1: the schema has no 'properties';"
                + " mend: describe every member of the document in 'properties'");
  }

  @Test
  void refusesAnotherDialectAndRepeatedProperties() {
    assertThat(
            problemsOf(
                """
                {"$schema": "http://json-schema.org/draft-07/schema#", "properties": {
                  "id": {}, "colour": {}, "size": {}, "parts": {},
                  "tags": {}, "prices": {}, "texts": {},
                  "id": {}}}
                """))
        .containsExactly(
            "widget.schema.json:1: the schema is not JSON Schema 2020-12; mend: write \"$schema\":"
                + " \"https://json-schema.org/draft/2020-12/schema\" and keep to that version",
            "widget.schema.json:4: 'id' appears twice in the same object;"
                + " mend: remove one of them");
  }

  @Test
  void refusesPropertiesWithoutMemberAndMembersWithoutProperty() {
    assertThat(
            problemsOf(
                """
                {"additionalProperties": false,
                 "properties": {"id": {}, "color": {}, "size": {}, "tags": {},
                   "weight": {}, "prices": {}, "texts": {}},
                 "required": ["id",
                   "sizes"]}
                """))
        .containsExactly(
            "widget.schema.json:2: property 'color' has no member in resource 'widget';"
                + " mend: did you mean 'colour'?",
            "widget.schema.json:3: property 'weight' has no member in resource 'widget';"
                + " mend: remove it, or add the member to widget.conf",
            "widget.schema.json:5: required property 'sizes' has no member in resource 'widget';"
                + " mend: did you mean 'size'?",
            "widget.conf:4: member 'colour' of resource 'widget' has no property in"
                + " widget.schema.json, which allows no others; mend: did you mean 'color'?",
            "widget.conf:7: member 'parts' of resource 'widget' has no property in"
                + " widget.schema.json, which allows no others;"
                + " mend: add the property, or remove the member");
  }

  @Test
  void refusesRulesThatCannotBeChecked() {
    assertThat(
            problemsOf(
                """
                {"version": "1",
                 "properties": {
                   "id": {"type": "integer",
                          "minimum": "0"},
                   "colour": {"pattern": "("},
                   "parts": {"items": {"properties": {
                     "id": {"$ref": "part.schema.json#/id"}}}}}}
                """))
        .containsExactlyInAnyOrder(
            "widget.schema.json:1: 'version' is not a semantic version;"
                + " mend: write major.minor.patch, such as \"version\": \"1.0.0\"",
            "widget.schema.json:4: 'minimum' is not a number; mend: write a number",
            "widget.schema.json:5: the pattern cannot be used: Unclosed group;"
                + " mend: write a regular expression that ECMA-262 and Java share",
            "widget.schema.json:7: '$ref' leads out of this file, and others are not read;"
                + " mend: write a place in this file, such as #/$defs/size");
  }

  @Test
  void acceptsMembersWithoutPropertyWhenOthersAreAllowed() {
    assertThat(problemsOf("{\"properties\": {\"id\": {}}}")).isEmpty();
  }

  @Test
  void comparesTheMembersOfEmbeds() {
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "size": {"properties": {"x": {}, "z": {}}},
                   "parts": {"items": {"properties": {"id": {}}, "additionalProperties": false}},
                   "tags": {"type": "object"}}}
                """))
        .containsExactly(
            "widget.schema.json:2: property 'z' has no member in 'size'; mend: did you mean 'y'?",
            "widget.schema.json:4: property 'tags' of resource 'widget' is of type object, but the"
                + " member is an array; mend: write \"type\": \"array\", or change the embed",
            "widget.conf:7: member 'name' of 'parts' has no property in widget.schema.json, which"
                + " allows no others; mend: add the property, or remove the member");
  }

  @Test
  void comparesTheMembersOfMapsUnderAnyName() {
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "prices": {"additionalProperties": {
                     "properties": {"amount": {}, "until": {}},
                     "additionalProperties": false}},
                   "texts": {"type": "array"}}}
                """))
        .containsExactly(
            "widget.schema.json:3: property 'until' has no member in 'prices';"
                + " mend: remove it, or add the member to widget.conf",
            "widget.schema.json:5: property 'texts' of resource 'widget' is of type array, but the"
                + " member is an object; mend: write \"type\": \"object\", or change the embed",
            "widget.conf:10: member 'since' of 'prices' has no property in widget.schema.json, which"
                + " allows no others; mend: add the property, or remove the member");
    assertThat(
            problemsOf(
                """
                {"properties": {
                   "prices": {"properties": {"EUR": {}}, "additionalProperties": false}}}
                """))
        .isEmpty();
  }
}
