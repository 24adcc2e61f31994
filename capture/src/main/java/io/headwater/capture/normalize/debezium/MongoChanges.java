package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rows of MongoDB's records: documents, or what an update changed of one. */
final class MongoChanges {

  /** The key's column. */
  static final String ID = "_id";

  private static final String MEND =
      "; mend: set the connector's capture.mode=change_streams_update_full";

  private MongoChanges() {}

  /** The key of a record, whose id is a text of extended JSON. */
  static Value.Obj key(Value.Obj key) {
    return key.members().get("id") instanceof Value.Text id
        ? new ObjectBuilder().add(ID, MongoDocuments.value(id.value())).build()
        : key;
  }

  /** A document; empty when the record has none. */
  static Optional<Value.Obj> document(Value image) {
    return switch (image) {
      case Value.Null ignored -> Optional.empty();
      case Value.Text text -> Optional.of(MongoDocuments.document(text.value()));
      case Value.Obj object ->
          MongoDocuments.plain(object) instanceof Value.Obj plain
              ? Optional.of(plain)
              : Optional.empty();
      case Value.Bool ignored -> throw noDocument();
      case Value.Num ignored -> throw noDocument();
      case Value.Arr ignored -> throw noDocument();
    };
  }

  private static RefusedRecordException noDocument() {
    return new RefusedRecordException("a document is neither a text nor an object");
  }

  /** Whether the record tells which members an update with the whole document has removed. */
  static boolean tellsRemoved(Optional<Value.Obj> before, Value updateDescription) {
    return before.isPresent() || updateDescription instanceof Value.Obj;
  }

  /** The document after an update, with null for what the update has removed. */
  static Value.Obj updated(
      Value.Obj document, Optional<Value.Obj> before, Value updateDescription) {
    List<String> removed = new ArrayList<>();
    before.ifPresent(former -> removed.addAll(former.members().keySet()));
    if (updateDescription instanceof Value.Obj update) {
      removed.addAll(topLevelNames(update.member("removedFields").orElse(Value.ofNull())));
    }
    return without(document, removed);
  }

  /** The names among an update's removed fields that are whole members at the top. */
  static List<String> topLevelNames(Value removedFields) {
    List<String> names = new ArrayList<>();
    if (removedFields instanceof Value.Arr paths) {
      for (Value path : paths.items()) {
        if (path instanceof Value.Text text && text.value().indexOf('.') < 0) {
          names.add(text.value());
        }
      }
    }
    return names;
  }

  /** The document with null for those of the members that it does not have. */
  static Value.Obj without(Value.Obj document, List<String> removed) {
    ObjectBuilder gone = new ObjectBuilder();
    for (String name : removed) {
      if (!document.members().containsKey(name)) {
        gone.add(name, Value.ofNull());
      }
    }
    return document.with(gone.build());
  }

  /** What an update without the document changed of it: whole members at its top. */
  static Value.Obj changed(Value updateDescription, Value.Obj key) {
    if (!(updateDescription instanceof Value.Obj update)) {
      throw new RefusedRecordException(
          "the update has neither the document nor what changed of it" + MEND);
    }
    ObjectBuilder changed = new ObjectBuilder();
    key.members().forEach(changed::add);
    document(update.member("updatedFields").orElse(Value.ofNull()))
        .ifPresent(
            updated ->
                updated.members().forEach((path, value) -> changed.add(topLevel(path), value)));
    if (update.members().get("removedFields") instanceof Value.Arr removed) {
      for (Value path : removed.items()) {
        if (!(path instanceof Value.Text text)) {
          throw new RefusedRecordException("the update removes something without a name");
        }
        changed.add(topLevel(text.value()), Value.ofNull());
      }
    }
    if (update.members().get("truncatedArrays") instanceof Value.Arr truncated
        && !truncated.items().isEmpty()) {
      throw new RefusedRecordException("the update cuts an array of an unknown rest" + MEND);
    }
    return changed.build();
  }

  private static String topLevel(String path) {
    if (path.indexOf('.') >= 0) {
      throw new RefusedRecordException(
          "the update changes a part of a member whose rest is unknown" + MEND);
    }
    return path;
  }
}
