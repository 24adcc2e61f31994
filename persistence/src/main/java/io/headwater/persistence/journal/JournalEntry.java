package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import java.nio.ByteBuffer;

/**
 * The newest event of one persistence id, as the journal topic and the local store hold it.
 *
 * <p>Form: one byte format version (1), eight bytes sequence number (big-endian), then the payload.
 * An empty payload is the marker that is left when all events were deleted: the sequence goes on.
 *
 * @param sequenceNr the event's sequence number
 * @param payload the encoded event
 */
record JournalEntry(long sequenceNr, Bytes payload) {

  private static final byte FORMAT = 1;
  private static final int PREFIX_BYTES = 1 + Long.BYTES;

  boolean isMarker() {
    return payload.size() == 0;
  }

  JournalEntry toMarker() {
    return new JournalEntry(sequenceNr, Bytes.of(new byte[0]));
  }

  byte[] encode() {
    return ByteBuffer.allocate(PREFIX_BYTES + payload.size())
        .put(FORMAT)
        .putLong(sequenceNr)
        .put(payload.array())
        .array();
  }

  static JournalEntry decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (encoded.length < PREFIX_BYTES || buffer.get() != FORMAT) {
      throw new JournalException(
          "a journal record is of a format that this version of Headwater does not know; mend: run the version that wrote it");
    }
    long sequenceNr = buffer.getLong();
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    return new JournalEntry(sequenceNr, Bytes.of(payload));
  }
}
