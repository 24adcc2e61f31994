package io.headwater.core.produce;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.ContentReference;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A source's catalogue as its change events show it: masked and truncated columns hold texts,
 * referenced ones objects, and one that is dropped is not there.
 *
 * @param catalogue what the source says
 * @param rules what becomes of its columns
 */
public record RuledCatalogue(SourceCatalogue catalogue, ColumnRules rules)
    implements SourceCatalogue {

  private static final Value STRING = Value.of("string");
  private static final Value.Obj TEXT = typed(STRING);
  private static final Value.Obj REFERENCE = reference();

  @Override
  public Optional<ValueSchema> column(TableName table, String column) {
    Optional<ValueSchema> plain = catalogue.column(table, column);
    Optional<ColumnRule> rule = Optional.ofNullable(rules.of(table).get(column));
    return rule.isEmpty() ? plain : plain.flatMap(schema -> ruled(schema, rule.get()));
  }

  private static Optional<ValueSchema> ruled(ValueSchema plain, ColumnRule rule) {
    return switch (rule) {
      case ColumnRule.Redact ignored -> Optional.of(values(TEXT, plain));
      case ColumnRule.Hash ignored -> Optional.of(values(TEXT, plain));
      case ColumnRule.Tokenize ignored -> Optional.of(values(TEXT, plain));
      case ColumnRule.Truncate truncate -> Optional.of(values(text(truncate), plain));
      case ColumnRule.Reference ignored -> Optional.of(values(REFERENCE, plain));
      case ColumnRule.Drop ignored -> Optional.empty();
    };
  }

  private static ValueSchema values(Value.Obj schema, ValueSchema plain) {
    return new ValueSchema(
        List.of(schema), false, plain.nullable() || plain.types().isEmpty(), plain.comment());
  }

  /** JSON Schema counts characters as the rule does: by code point. */
  private static Value.Obj text(ColumnRule.Truncate truncate) {
    return TEXT.with(new ObjectBuilder().add("maxLength", Value.of(truncate.characters())).build());
  }

  private static Value.Obj reference() {
    Value.Obj properties =
        new ObjectBuilder()
            .add(ContentReference.BYTES, typed(Value.of("integer")))
            .add(ContentReference.SHA256, TEXT)
            .build();
    return new ObjectBuilder()
        .add("type", Value.of("object"))
        .add("properties", properties)
        .add(
            "required",
            new Value.Arr(
                List.of(Value.of(ContentReference.BYTES), Value.of(ContentReference.SHA256))))
        .add("additionalProperties", Value.of(false))
        .build();
  }

  private static Value.Obj typed(Value type) {
    return new ObjectBuilder().add("type", type).build();
  }

  @Override
  public Optional<String> comment(TableName table) {
    return catalogue.comment(table);
  }
}
