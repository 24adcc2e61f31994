package io.headwater.core.produce;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.ContentReference;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RuledCatalogueTest {

  private static final TableName PEOPLE = new TableName("public", "people");

  private static final SourceCatalogue PLAIN =
      new SourceCatalogue() {
        @Override
        public Optional<ValueSchema> column(TableName table, String column) {
          return Optional.of(
              new ValueSchema(
                  List.of(object("{\"type\":\"string\",\"enum\":[\"a\"],\"maxLength\":9}")),
                  false,
                  true,
                  Optional.of("A comment.")));
        }

        @Override
        public Optional<String> comment(TableName table) {
          return Optional.empty();
        }
      };

  private static Value.Obj object(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }

  private static Optional<Value.Obj> schema(ColumnRule rule) {
    return new RuledCatalogue(PLAIN, new ColumnRules(Map.of(PEOPLE, Map.of("name", rule))))
        .column(PEOPLE, "name")
        .map(ValueSchema::schema);
  }

  @Test
  void aTruncatedColumnHoldsTextsOfThatLength() {
    assertThat(schema(new ColumnRule.Truncate(5)))
        .contains(
            object(
                """
                {"description":"A comment.","type":["string","null"],"maxLength":5}
                """));
  }

  @Test
  void aReferencedColumnHoldsReferences() {
    Value.Obj schema = schema(new ColumnRule.Reference(false)).orElseThrow();

    assertThat(schema)
        .isEqualTo(
            object(
                """
                {"description":"A comment.","type":["object","null"],
                 "properties":{"bytes":{"type":"integer"},"sha256":{"type":"string"}},
                 "required":["bytes","sha256"],"additionalProperties":false}
                """));
    assertThat(((Value.Obj) schema.require("properties")).members().keySet())
        .isEqualTo(ContentReference.of(new byte[1]).json().members().keySet());
  }

  @Test
  void maskedColumnsHoldAnyTextAndDroppedOnesAreNotThere() {
    for (ColumnRule rule :
        List.of(new ColumnRule.Redact(), new ColumnRule.Hash(), new ColumnRule.Tokenize())) {
      assertThat(schema(rule))
          .contains(object("{\"description\":\"A comment.\",\"type\":[\"string\",\"null\"]}"));
    }
    assertThat(schema(new ColumnRule.Drop())).isEmpty();
  }
}
