package io.headwater.capture.normalize.raw;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Reads a raw record as one JSON object, and turns what goes wrong into outcomes. */
public final class JsonRecords {

  private JsonRecords() {}

  /**
   * The outcomes of a record: those of the reader, or one that says why there are none. Never
   * throws.
   *
   * @param reader makes outcomes of the record's object; it may throw {@link
   *     RefusedRecordException}
   */
  public static List<Normalization> outcomes(
      RawRecord raw, Function<Fields, List<Normalization>> reader) {
    if (raw.value().isEmpty()) {
      return List.of(new Normalization.Skipped("tombstone"));
    }
    try {
      return reader.apply(Fields.of(object(raw.value().get())));
    } catch (RefusedRecordException e) {
      return refused(e.reason());
    } catch (RuntimeException e) {
      // The message may quote a value, the class never does.
      return refused(
          "the record has an unexpected structure (%s); report it with the connector's version"
              .formatted(e.getClass().getName()));
    }
  }

  /** A key that is JSON; empty when there is none, or it is something else. */
  public static Optional<Value> key(RawRecord raw) {
    if (raw.key().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Json.read(raw.key().get().array()));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static Value.Obj object(Bytes bytes) {
    try {
      if (Json.read(bytes.array()) instanceof Value.Obj object) {
        return object;
      }
    } catch (MalformedJsonException e) {
      throw new RefusedRecordException(
          "the value is not JSON that can be read: %s; is the topic's format the configured one?"
              .formatted(e.getMessage()));
    }
    throw new RefusedRecordException(
        "the value is not a JSON object; is the topic's format the configured one?");
  }

  private static List<Normalization> refused(String reason) {
    return List.of(new Normalization.Refused(reason));
  }
}
