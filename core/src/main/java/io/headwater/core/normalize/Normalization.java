package io.headwater.core.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.quarantine.RefusalCause;
import java.util.Optional;

/** What became of one raw record. */
public sealed interface Normalization {

  /**
   * A row's change in the standard form.
   *
   * @param identity what tells the change from all others of its row; empty when the record does
   *     not say, or whoever reads the source removes repetitions by other means
   */
  record Normalized(ChangeEvent event, Optional<EventIdentity> identity) implements Normalization {

    /** A change without an identity of its own. */
    public Normalized(ChangeEvent event) {
      this(event, Optional.empty());
    }
  }

  /** A control record for the change log. */
  record Control(ControlRecord control) implements Normalization {}

  /** A record that rightly leaves no trace, such as a tombstone; it is counted by reason. */
  record Skipped(String reason) implements Normalization {}

  /** A record that should have become an event and could not; it goes to the quarantine topic. */
  record Refused(RefusalCause cause, String reason) implements Normalization {

    /** A record that is not what its source promised. */
    public Refused(String reason) {
      this(RefusalCause.UNREADABLE_RECORD, reason);
    }
  }
}
