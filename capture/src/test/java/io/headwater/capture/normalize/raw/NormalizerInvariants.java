package io.headwater.capture.normalize.raw;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.normalize.Normalization;
import java.util.List;
import java.util.Optional;

/** What holds for the outcomes of any record. */
public final class NormalizerInvariants {

  private NormalizerInvariants() {}

  /**
   * Checks one record's outcomes.
   *
   * @throws AssertionError when one is broken
   */
  public static void check(List<Normalization> outcomes) {
    require(!outcomes.isEmpty(), "a record has no outcome");
    for (Normalization outcome : outcomes) {
      switch (outcome) {
        case Normalization.Normalized normalized -> checkEvent(normalized.event());
        case Normalization.Control control -> checkLogged(control.control());
        case Normalization.Skipped skipped -> require(!skipped.reason().isBlank(), "no reason");
        case Normalization.Refused refused -> require(!refused.reason().isBlank(), "no reason");
      }
    }
  }

  /** The reason of an outcome that is no record of the change log. */
  public static Optional<String> reason(Normalization outcome) {
    return switch (outcome) {
      case Normalization.Normalized ignored -> Optional.empty();
      case Normalization.Control ignored -> Optional.empty();
      case Normalization.Skipped skipped -> Optional.of(skipped.reason());
      case Normalization.Refused refused -> Optional.of(refused.reason());
    };
  }

  private static void checkEvent(ChangeEvent event) {
    checkLogged(event);
    switch (event.changeType()) {
      case CREATE, UPDATE ->
          require(event.after().isPresent(), event.changeType() + " without the row after it");
      case DELETE -> {
        require(event.after().isEmpty(), "DELETE with a row after it");
        require(
            event.key().size() > 0 || event.before().isPresent(),
            "DELETE with neither key nor the row before it");
      }
    }
    require(
        event.transaction().stream().noneMatch(mark -> mark.last()),
        "a normalizer cannot know a transaction's last change");
    require(event.transaction().stream().allMatch(mark -> mark.index() >= 0), "a negative index");
  }

  private static void checkLogged(ChangeLogRecord logged) {
    ChangeLogRecord back = ChangeLogCodec.decode(ChangeLogCodec.encode(logged));
    require(back.equals(logged), "the change log gives back another record than it was given");
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError(what);
    }
  }
}
