package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/**
 * An event of one persistence id, as the journal topic and the local store hold it.
 *
 * <p>Form: one byte format version (2), eight bytes sequence number (big-endian), one byte kind,
 * then the payload; see {@code docs/journal-format.md}.
 *
 * @param frame the whole form, which was checked; the same bytes go to the topic and the store
 */
record JournalEntry(Bytes frame) {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final byte FORMAT = 2;
  private static final int SEQUENCE_NR_AT = 1;
  private static final int KIND_AT = SEQUENCE_NR_AT + Long.BYTES;
  private static final int PREFIX_BYTES = KIND_AT + 1;

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

    private static final Kind[] KNOWN = values();

    private static Optional<Kind> of(byte code) {
      return code < 1 || code > KNOWN.length ? Optional.empty() : Optional.of(KNOWN[code - 1]);
    }
  }

  static JournalEntry complete(long sequenceNr, Bytes payload) {
    return of(sequenceNr, Kind.COMPLETE, payload.array());
  }

  static JournalEntry serialized(long sequenceNr, Bytes payload) {
    return of(sequenceNr, Kind.SERIALIZED, payload.array());
  }

  /** The entry that says that no event up to {@code to} is there any more; the sequence goes on. */
  JournalEntry deletion(long to) {
    long sequenceNr = sequenceNr();
    byte[] upTo = ByteBuffer.allocate(Long.BYTES).putLong(Math.min(to, sequenceNr)).array();
    return of(sequenceNr, Kind.DELETION, upTo);
  }

  private static JournalEntry of(long sequenceNr, Kind kind, byte[] payload) {
    return new JournalEntry(
        Bytes.of(
            ByteBuffer.allocate(PREFIX_BYTES + payload.length)
                .put(FORMAT)
                .putLong(sequenceNr)
                .put(kind.code)
                .put(payload)
                .array()));
  }

  /** The event's sequence number; of a deletion, the highest there was. */
  long sequenceNr() {
    return (long) LONGS.get(frame.array(), SEQUENCE_NR_AT);
  }

  /** What the payload is. */
  Kind kind() {
    byte code = frame.array()[KIND_AT];
    return Kind.of(code).orElseThrow(() -> unknown("of kind %d".formatted(code)));
  }

  /** The encoded event. */
  Bytes payload() {
    return Bytes.of(Arrays.copyOfRange(frame.array(), PREFIX_BYTES, frame.size()));
  }

  boolean isDeletion() {
    return kind() == Kind.DELETION;
  }

  /** Up to which sequence number events are gone; of a deletion only. */
  long deletedTo() {
    return ByteBuffer.wrap(frame.array()).getLong(PREFIX_BYTES);
  }

  byte[] encode() {
    return frame.array();
  }

  /**
   * Reads an entry.
   *
   * @throws JournalException when it is of a format or a kind that this version does not know
   */
  static JournalEntry decode(byte[] encoded) {
    if (encoded.length < PREFIX_BYTES) {
      throw unknown("of %d bytes".formatted(encoded.length));
    }
    if (encoded[0] != FORMAT) {
      throw unknown("of format %d".formatted(encoded[0]));
    }
    JournalEntry entry = new JournalEntry(Bytes.of(encoded));
    if (entry.kind() == Kind.DELETION && encoded.length != PREFIX_BYTES + Long.BYTES) {
      throw unknown("that deletes with %d bytes".formatted(encoded.length - PREFIX_BYTES));
    }
    return entry;
  }

  private static JournalException unknown(String what) {
    return new JournalException(
        "a journal record %s is nothing that this version of Headwater knows; mend: run the version that wrote it, or a newer one"
            .formatted(what));
  }
}
