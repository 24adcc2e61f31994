package io.headwater.capture.normalize.raw;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import java.util.List;

/**
 * Outcomes as JSON: the change log's records, an event's identity as a member beside its own; or
 * {@code {"skipped":…}}, {@code {"refused":…}}.
 */
public final class Outcomes {

  private Outcomes() {}

  /** All outcomes of a record. */
  public static Value.Arr json(List<Normalization> outcomes) {
    return new Value.Arr(outcomes.stream().map(Outcomes::json).toList());
  }

  private static Value json(Normalization outcome) {
    return switch (outcome) {
      case Normalization.Normalized normalized ->
          normalized
              .identity()
              .<Value>map(
                  identity ->
                      logged(normalized.event())
                          .with(
                              new ObjectBuilder()
                                  .add("identity", Value.of(identity.text()))
                                  .build()))
              .orElseGet(() -> logged(normalized.event()));
      case Normalization.Control control -> logged(control.control());
      case Normalization.Skipped skipped -> reason("skipped", skipped.reason());
      case Normalization.Refused refused -> reason("refused", refused.reason());
    };
  }

  private static Value.Obj logged(ChangeLogRecord logged) {
    return Json.readObject(ChangeLogCodec.encode(logged));
  }

  private static Value reason(String kind, String reason) {
    return new ObjectBuilder().add(kind, Value.of(reason)).build();
  }
}
