package io.headwater.core.capture;

import java.time.Instant;

/** One record of the change log: a row's change, or a control record between them. */
public sealed interface ChangeLogRecord permits ChangeEvent, ControlRecord {

  /** The source's commit time, or when the engine saw a control record. */
  Instant timestamp();
}
