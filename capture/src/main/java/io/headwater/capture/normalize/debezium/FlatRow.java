package io.headwater.capture.normalize.debezium;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A row that {@code ExtractNewRecordState} has flattened: its columns, and the fields that were
 * added.
 *
 * @param columns the row
 * @param added the added fields by their names without prefix, in lower case as configured
 * @param removed the members that an update has removed from a document; empty when it is not told
 */
record FlatRow(Value.Obj columns, Map<String, String> added, Optional<List<String>> removed) {

  private static final String REMOVED = "updateDescription_removedFields";
  private static final String OF_SOURCE = "source_";

  FlatRow {
    added = Map.copyOf(added);
    removed = removed.map(List::copyOf);
  }

  static FlatRow of(Value.Obj payload, String prefix) {
    ObjectBuilder columns = new ObjectBuilder(payload.size());
    Map<String, String> added = new HashMap<>();
    Optional<List<String>> removed = Optional.empty();
    for (int i = 0; i < payload.size(); i++) {
      String name = payload.nameAt(i);
      Value value = payload.valueAt(i);
      if (prefix.isEmpty() || !name.startsWith(prefix)) {
        columns.add(name, value);
      } else if (name.substring(prefix.length()).equals(REMOVED)) {
        removed = Optional.of(MongoChanges.topLevelNames(value));
      } else {
        text(value).ifPresent(text -> added.put(name.substring(prefix.length()), text));
      }
    }
    return new FlatRow(columns.build(), added, removed);
  }

  /** An added field; one of the source block may be named after it or after its place there. */
  Optional<String> field(String name) {
    return Optional.ofNullable(added.get(OF_SOURCE + name))
        .or(() -> Optional.ofNullable(added.get(name)));
  }

  /** What the added fields tell of the source block. */
  SourceBlock source() {
    SourceBlock source = new SourceBlock();
    for (Fact fact : Fact.values()) {
      // The record has times of its own, which are not the source's.
      Optional<String> told =
          fact.isTime()
              ? Optional.ofNullable(added.get(OF_SOURCE + fact.key()))
              : field(fact.key());
      told.ifPresent(text -> source.tell(fact, text));
    }
    return source;
  }

  private static Optional<String> text(Value value) {
    return switch (value) {
      case Value.Text text -> Optional.of(text.value());
      case Value.Num number -> Optional.of(number.literal());
      case Value.Bool bool -> Optional.of(Boolean.toString(bool.value()));
      case Value.Null ignored -> Optional.empty();
      case Value.Arr ignored -> Optional.empty();
      case Value.Obj ignored -> Optional.empty();
    };
  }
}
