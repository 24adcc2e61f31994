package io.headwater.core.quarantine;

import java.util.Optional;

/**
 * Which records are meant; what is empty does not count.
 *
 * @param source the source's name
 * @param stage the stage's name
 * @param cause the cause
 */
public record QuarantineFilter(
    Optional<String> source, Optional<String> stage, Optional<RefusalCause> cause) {

  /** All records. */
  public static QuarantineFilter all() {
    return new QuarantineFilter(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Whether the record is meant. */
  public boolean matches(QuarantineRecord record) {
    return matches(record.source(), record.stage(), record.cause());
  }

  private boolean matches(String ofSource, String ofStage, RefusalCause why) {
    return source.map(ofSource::equals).orElse(true)
        && stage.map(ofStage::equals).orElse(true)
        && cause.map(why::equals).orElse(true);
  }
}
