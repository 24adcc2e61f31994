package io.headwater.core.produce;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Mask;
import io.headwater.core.normalize.MaskRules;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A source's catalogue as its change events show it: a masked column holds texts, and one that is
 * dropped is not there.
 *
 * @param catalogue what the source says
 * @param masks what is masked of it
 */
public record MaskedCatalogue(SourceCatalogue catalogue, MaskRules masks)
    implements SourceCatalogue {

  private static final Value.Obj TEXT =
      new ObjectBuilder().add("type", Value.of("string")).build();

  @Override
  public Optional<ValueSchema> column(TableName table, String column) {
    Optional<ValueSchema> plain = catalogue.column(table, column);
    Optional<Mask> mask = Optional.ofNullable(masks.of(table).get(column));
    return mask.isEmpty() ? plain : plain.flatMap(schema -> masked(schema, mask.get()));
  }

  private static Optional<ValueSchema> masked(ValueSchema plain, Mask mask) {
    return switch (mask) {
      case REDACT, HASH, TOKENIZE ->
          Optional.of(
              new ValueSchema(
                  List.of(TEXT),
                  false,
                  plain.nullable() || plain.types().isEmpty(),
                  plain.comment()));
      case DROP -> Optional.empty();
    };
  }

  @Override
  public Optional<String> comment(TableName table) {
    return catalogue.comment(table);
  }
}
