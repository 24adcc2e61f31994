package io.headwater.capture.capture;

import java.util.List;
import org.apache.kafka.connect.source.SourceRecord;

/** Reads an engine's records, in their order, as signals. Not thread-safe. */
interface SignalReader {

  /**
   * What the record says; nothing when that counts for nothing here.
   *
   * @throws IllegalStateException when the records are out of order
   */
  List<SourceSignal> read(SourceRecord engineRecord);
}
