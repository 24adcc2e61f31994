package io.headwater.app.cluster;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import java.util.Optional;

/**
 * A committed record of the change log.
 *
 * @param transaction where it stands in its source transaction; empty for what has none
 */
record ChangeEntry(long offset, Optional<TransactionMark> transaction) {

  static ChangeEntry of(CommittedRecords.Committed read) {
    byte[] value =
        read.value()
            .orElseThrow(() -> new IllegalArgumentException("a change log record without value"));
    return new ChangeEntry(
        read.offset(),
        switch (ChangeLogCodec.decode(value)) {
          case ChangeEvent event -> event.snapshot() ? Optional.empty() : event.transaction();
          case ControlRecord control -> Optional.empty();
        });
  }
}
