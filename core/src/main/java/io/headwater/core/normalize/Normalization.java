package io.headwater.core.normalize;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;

/** What became of one raw record. */
public sealed interface Normalization {

  /** A row's change in the standard form. */
  record Normalized(ChangeEvent event) implements Normalization {}

  /** A control record for the change log. */
  record Control(ControlRecord control) implements Normalization {}

  /** A record that rightly leaves no trace, such as a tombstone; it is counted by reason. */
  record Skipped(String reason) implements Normalization {}

  /** A record that should have become an event and could not; it goes to the quarantine topic. */
  record Refused(String reason) implements Normalization {}
}
