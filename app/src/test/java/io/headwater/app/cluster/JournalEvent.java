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

  private static final int FORMAT_BYTES = 1;
  private static final byte COMPLETE = 1;
  private static final String SEPARATOR = "|";

  static JournalEvent of(CommittedRecords.Committed read) {
    ByteBuffer value =
        ByteBuffer.wrap(
            read.value()
                .orElseThrow(
                    () -> new IllegalArgumentException("a journal record without a value")));
    value.position(FORMAT_BYTES);
    long sequenceNr = value.getLong();
    byte kind = value.get();
    if (kind != COMPLETE) {
      throw new IllegalArgumentException("a journal record of kind " + kind);
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
