package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The row of a {@code one} as an object, or null. */
record OneRendering(ResourceMapping.One one, RelationRows relation, Map<String, Value.Obj> rows)
    implements EmbedRendering {

  @Override
  public Optional<String> fault() {
    Optional<String> unknown = relation.unknown(rows.entrySet());
    return unknown.isPresent() || rows.size() < 2 ? unknown : several();
  }

  private Optional<String> several() {
    Optional<String> first = Optional.empty();
    for (Map.Entry<String, Value.Obj> row : rows.entrySet()) {
      if (relation.counts(row.getValue())) {
        if (first.isPresent()) {
          return Optional.of(
              "rows %s and %s of %s both count as '%s', which takes one; mend: let one row of them count in the source, or embed 'many'"
                  .formatted(first.get(), row.getKey(), one.table(), one.name()));
        }
        first = Optional.of(row.getKey());
      }
    }
    return Optional.empty();
  }

  @Override
  public RowPlaces write(DocumentWriter out) throws IOException {
    for (Value.Obj row : rows.values()) {
      if (relation.counts(row)) {
        out.object(row, one.fields());
        return RowPlaces.NONE;
      }
    }
    out.json().writeNull();
    return RowPlaces.NONE;
  }
}
