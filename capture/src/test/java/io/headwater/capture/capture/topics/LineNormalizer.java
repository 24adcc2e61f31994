package io.headwater.capture.capture.topics;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Optional;

/**
 * A raw format of the tests: {@code table id position} is a change, {@code truncate table} empties
 * a table, and all else is refused.
 */
final class LineNormalizer implements Normalizer {

  /** Has a record refused, whatever it is. */
  static final RawRecord.Header REFUSE = new RawRecord.Header("refuse", Bytes.utf8("yes"));

  static final EngineVersion ENGINE = new EngineVersion("lines", "test", "1");

  @Override
  public List<Normalization> normalize(RawRecord raw) {
    if (raw.headers().contains(REFUSE)) {
      return List.of(new Normalization.Refused("its header says so"));
    }
    if (raw.value().isEmpty()) {
      return List.of(new Normalization.Skipped("tombstone"));
    }
    String[] words = raw.value().get().toString().split(" ", -1);
    if (words.length == 2 && words[0].equals("truncate")) {
      return List.of(
          new Normalization.Control(
              new ControlRecord.Truncated(
                  "legacy", raw.timestamp(), "0", table(words[1]), Optional.empty())));
    }
    if (words.length != 3 && words.length != 4) {
      return List.of(new Normalization.Refused("not three words"));
    }
    ChangeEvent event = event(raw, words[0], words[1], words[2], mark(words));
    return List.of(new Normalization.Normalized(event, Optional.of(new EventIdentity(words[2]))));
  }

  /** The fourth word is a transaction and a number in it, or none. */
  private static Optional<TransactionMark> mark(String[] words) {
    if (words.length == 3) {
      return Optional.of(new TransactionMark("t" + words[2], 0, false));
    }
    String[] mark = words[3].split(":", -1);
    return mark.length == 1
        ? Optional.empty()
        : Optional.of(new TransactionMark(mark[0], Long.parseLong(mark[1]), false));
  }

  private static ChangeEvent event(
      RawRecord raw, String table, String id, String position, Optional<TransactionMark> mark) {
    Value.Obj key = new ObjectBuilder().add("id", Value.of(id)).build();
    return new ChangeEvent(
        raw.timestamp(),
        ChangeType.CREATE,
        key,
        Optional.empty(),
        Optional.of(key.with(new ObjectBuilder().add("at", Value.of(position)).build())),
        new Origin("legacy", "Lines", "shop", table(table), position),
        mark,
        false,
        ENGINE);
  }

  static TableName table(String name) {
    return new TableName("public", name);
  }
}
