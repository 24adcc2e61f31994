package io.headwater.core.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ResourceMapping.Field;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DerivedSchemaTest {

  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final TableName PARTS = new TableName("public", "parts");

  private final Map<String, ValueSchema> columns =
      Map.of(
          "widgets.id", column("{\"type\":\"integer\"}", false),
          "widgets.name", column("{\"type\":\"string\"}", true),
          "widgets.nick", column("{\"type\":\"string\"}", true),
          "widgets.price", number(true),
          "widgets.extra", column("{}", true),
          "parts.id", column("{\"type\":\"integer\"}", false),
          "parts.label", column("{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}", true));

  private final SourceCatalogue catalogue =
      new SourceCatalogue() {
        @Override
        public Optional<ValueSchema> column(TableName table, String column) {
          return Optional.ofNullable(columns.get(table.table() + "." + column));
        }

        @Override
        public Optional<String> comment(TableName table) {
          return table.equals(PARTS) ? Optional.of("What it is made of.") : Optional.empty();
        }
      };

  private static ValueSchema column(String schema, boolean nullable) {
    return new ValueSchema(List.of(object(schema)), false, nullable, Optional.empty());
  }

  private static ValueSchema number(boolean nullable) {
    return new ValueSchema(
        List.of(object("{\"type\":\"number\"}")), true, nullable, Optional.of("In EUR."));
  }

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private String derived(List<Field> fields, ResourceMapping.Embed... embeds) {
    return DerivedSchema.of(
            new ResourceMapping(
                new ResourceType("widget"),
                "shop",
                new ResourceMapping.Root(WIDGETS, List.of("id"), fields),
                List.of(embeds)),
            catalogue)
        .toString();
  }

  private String property(FieldValue value) {
    Value.Obj schema = object(derived(List.of(new Field("member", value))));
    return ((Value.Obj) schema.require("properties")).require("member").toJson();
  }

  private String property(ResourceMapping.Embed embed) {
    Value.Obj schema = object(derived(List.of(new Field("id", "id")), embed));
    return ((Value.Obj) schema.require("properties")).require(embed.name()).toJson();
  }

  private static ResourceMapping.Many parts(
      List<Field> fields, Optional<String> value, Optional<String> mapBy) {
    return new ResourceMapping.Many(
        "parts",
        PARTS,
        List.of("id"),
        List.of("widget_id"),
        fields,
        value,
        mapBy,
        List.of(),
        RowFilter.everyRow());
  }

  @Test
  void describesTheDocumentInItsOrderForPeopleToRead() {
    assertThat(
            derived(
                List.of(new Field("id", "id"), new Field("title", "name")),
                parts(List.of(), Optional.of("label"), Optional.empty())))
        .isEqualTo(
            """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "widget",
              "version": "0.0.0",
              "type": "object",
              "properties": {
                "id": {
                  "type": "integer"
                },
                "title": {
                  "type": ["string", "null"]
                },
                "parts": {
                  "description": "What it is made of.",
                  "type": "array",
                  "items": {
                    "type": ["string", "null"],
                    "enum": ["a", "b", null]
                  }
                }
              },
              "required": ["id", "title", "parts"],
              "additionalProperties": false
            }
            """);
  }

  @Test
  void describesEveryFormOfEmbed() {
    List<Field> fields = List.of(new Field("id", "id"));
    String row =
        "\"properties\":{\"id\":{\"type\":\"integer\"}},\"required\":[\"id\"],"
            + "\"additionalProperties\":false}";
    String comment = "{\"description\":\"What it is made of.\",\"type\":";

    assertThat(property(new ResourceMapping.One("part", PARTS, List.of("widget_id"), fields)))
        .isEqualTo(comment + "[\"object\",\"null\"]," + row);
    assertThat(property(parts(fields, Optional.empty(), Optional.empty())))
        .isEqualTo(comment + "\"array\",\"items\":{\"type\":\"object\"," + row + "}");
    assertThat(property(parts(fields, Optional.empty(), Optional.of("label"))))
        .isEqualTo(
            comment + "\"object\",\"additionalProperties\":{\"type\":\"object\"," + row + "}");
    assertThat(property(parts(List.of(), Optional.of("id"), Optional.of("label"))))
        .isEqualTo(comment + "\"object\",\"additionalProperties\":{\"type\":\"integer\"}}");
  }

  @Test
  void describesMembersThatAreMoreThanAColumn() {
    assertThat(property(new FieldValue.Column("extra"))).isEqualTo("{}");
    assertThat(property(new FieldValue.Column("price")))
        .isEqualTo(
            "{\"description\":\"In EUR.\",\"type\":[\"number\",\"string\",\"null\"],"
                + "\"pattern\":\"^(NaN|-?Infinity)$\"}");
    assertThat(property(new FieldValue.Constant(Value.of("EUR")))).isEqualTo("{\"const\":\"EUR\"}");
    assertThat(property(template("id"))).isEqualTo("{\"type\":\"string\"}");
    assertThat(property(template("id", "name"))).isEqualTo("{\"type\":[\"string\",\"null\"]}");
  }

  @Test
  void theFirstOfColumnsIsWhatAnyOfThemIs() {
    assertThat(property(firstOf("name", "nick"))).isEqualTo("{\"type\":[\"string\",\"null\"]}");
    assertThat(property(firstOf("name", "id")))
        .isEqualTo("{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}");
    assertThat(property(firstOf("name", "price")))
        .isEqualTo(
            "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"number\"},"
                + "{\"type\":\"string\",\"pattern\":\"^(NaN|-?Infinity)$\"},{\"type\":\"null\"}]}");
    assertThat(property(firstOf("name", "extra"))).isEqualTo("{}");
  }

  @Test
  void tellsTheTypesOfOrdinaryValues() {
    assertThat(types(new FieldValue.Column("price"))).containsExactly("null", "number");
    assertThat(types(new FieldValue.Column("extra"))).isEmpty();
    assertThat(types(new FieldValue.Constant(new Value.Num("1.5")))).containsExactly("number");
    assertThat(types(firstOf("id", "name"))).containsExactly("integer", "string");
    assertThat(catalogue.member(WIDGETS, template("id", "absent"))).isEmpty();
  }

  @Test
  void refusesAMappingOfAColumnThatTheCatalogueLacks() {
    assertThatThrownBy(() -> derived(List.of(new Field("id", "absent"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("public.widgets")
        .hasMessageContaining("absent");
  }

  private Set<String> types(FieldValue value) {
    return catalogue.member(WIDGETS, value).orElseThrow().types();
  }

  private static FieldValue firstOf(String... columns) {
    return new FieldValue.FirstOf(List.of(columns));
  }

  private static FieldValue template(String... columns) {
    return new FieldValue.Template(
        List.of(columns).stream().<FieldValue.Part>map(FieldValue.Part.ColumnText::new).toList());
  }
}
