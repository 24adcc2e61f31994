package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * An event of one persistence id, as the journal topic and the local store hold it.
 *
 * <p>Form: one byte format version (2), eight bytes sequence number (big-endian), one byte kind,
 * then the payload; see {@code docs/journal-format.md}.
 *
 * @param sequenceNr the event's sequence number; of a deletion, the highest there was
 * @param kind what the payload is
 * @param payload the encoded event
 */
record JournalEntry(long sequenceNr, Kind kind, Bytes payload) {

  private static final byte FORMAT = 2;
  private static final int PREFIX_BYTES = 1 + Long.BYTES + 1;

  /** What the payload of an entry is. */
  enum Kind {
    /** A resource event in its own form; it recovers its actor alone. */
    COMPLETE(1),
    /** Any other event: Pekko's form of a persistent message. */
    SERIALIZED(2),
    /** No event: those up to the sequence number in the payload (eight bytes) were deleted. */
    DELETION(3);

    private final byte code;

    Kind(int code) {
      this.code = (byte) code;
    }

    private static Optional<Kind> of(byte code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  static JournalEntry complete(long sequenceNr, Bytes payload) {
    return new JournalEntry(sequenceNr, Kind.COMPLETE, payload);
  }

  static JournalEntry serialized(long sequenceNr, Bytes payload) {
    return new JournalEntry(sequenceNr, Kind.SERIALIZED, payload);
  }

  /** The entry that says that no event up to {@code to} is there any more; the sequence goes on. */
  JournalEntry deletion(long to) {
    byte[] upTo = ByteBuffer.allocate(Long.BYTES).putLong(Math.min(to, sequenceNr)).array();
    return new JournalEntry(sequenceNr, Kind.DELETION, Bytes.of(upTo));
  }

  boolean isDeletion() {
    return kind == Kind.DELETION;
  }

  /** Up to which sequence number events are gone; of a deletion only. */
  long deletedTo() {
    return ByteBuffer.wrap(payload.array()).getLong();
  }

  byte[] encode() {
    return ByteBuffer.allocate(PREFIX_BYTES + payload.size())
        .put(FORMAT)
        .putLong(sequenceNr)
        .put(kind.code)
        .put(payload.array())
        .array();
  }

  /**
   * Reads an entry.
   *
   * @throws JournalException when it is of a format or a kind that this version does not know
   */
  static JournalEntry decode(byte[] encoded) {
    ByteBuffer buffer = ByteBuffer.wrap(encoded);
    if (encoded.length < PREFIX_BYTES) {
      throw unknown("of %d bytes".formatted(encoded.length));
    }
    byte format = buffer.get();
    if (format != FORMAT) {
      throw unknown("of format %d".formatted(format));
    }
    long sequenceNr = buffer.getLong();
    byte code = buffer.get();
    Kind kind = Kind.of(code).orElseThrow(() -> unknown("of kind %d".formatted(code)));
    byte[] payload = new byte[buffer.remaining()];
    buffer.get(payload);
    if (kind == Kind.DELETION && payload.length != Long.BYTES) {
      throw unknown("that deletes with %d bytes".formatted(payload.length));
    }
    return new JournalEntry(sequenceNr, kind, Bytes.of(payload));
  }

  private static JournalException unknown(String what) {
    return new JournalException(
        "a journal record %s is nothing that this version of Headwater knows; mend: run the version that wrote it, or a newer one"
            .formatted(what));
  }
}
