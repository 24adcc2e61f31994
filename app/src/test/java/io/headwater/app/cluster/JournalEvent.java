package io.headwater.app.cluster;

import io.headwater.core.json.Bytes;
import io.headwater.persistence.produce.ResourceEventCodec;
import java.nio.ByteBuffer;

/**
 * A committed record of the journal.
 *
 * @param key the id of the resource, without its type
 * @param sequenceNr the number of events of the resource until and with this one
 * @param version the version of the resource after it
 */
record JournalEvent(int partition, long offset, String key, long sequenceNr, long version) {

  private static final String SEPARATOR = "|";

  static JournalEvent of(CommittedRecords.Committed read) {
    ByteBuffer value =
        ByteBuffer.wrap(
            read.value()
                .orElseThrow(
                    () -> new IllegalArgumentException("a journal record without a value")));
    byte format = value.get();
    long sequenceNr = value.getLong();
    if (format > 1) {
      value.get();
    }
    byte[] payload = new byte[value.remaining()];
    value.get(payload);
    return new JournalEvent(
        read.partition(),
        read.offset(),
        read.key().substring(read.key().indexOf(SEPARATOR) + 1),
        sequenceNr,
        ResourceEventCodec.decode(Bytes.of(payload)).header().version());
  }

  /** Where it is, for messages. */
  String place() {
    return "journal of %s at %d-%d".formatted(key, partition, offset);
  }
}
