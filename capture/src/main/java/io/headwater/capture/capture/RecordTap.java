package io.headwater.capture.capture;

import org.apache.kafka.connect.source.SourceRecord;

/** Sees each engine record before it is handled; one that throws ends the engine there. */
@FunctionalInterface
interface RecordTap {

  /** Lets every record pass. */
  RecordTap NONE = engineRecord -> {};

  void before(SourceRecord engineRecord);
}
