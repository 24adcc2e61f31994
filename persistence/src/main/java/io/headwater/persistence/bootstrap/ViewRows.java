package io.headwater.persistence.bootstrap;

import io.headwater.core.json.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The values of a type's column family.
 *
 * <p>A state is the offset of its record (8 bytes) and the record's value. A change of a state is a
 * 0 and the id's UTF-8; a deletion is a 1, the id's length (4), its UTF-8 and the delete record's
 * value, nothing when only its tombstone is known. A grave is the time (8, milliseconds) of its
 * deletion and the id's UTF-8. A stub is the offset (8) of the deletion.
 */
final class ViewRows {

  /** The bytes before a state's JSON. */
  static final int OFFSET_BYTES = Long.BYTES;

  private static final byte STATE = 0;
  private static final byte DELETION = 1;

  private ViewRows() {}

  /** What a change says; a state's value is in its own place. */
  record StoredChange(String id, boolean isDeletion, Optional<Bytes> value) {}

  static byte[] state(long offset, Bytes value) {
    return ByteBuffer.allocate(OFFSET_BYTES + value.size())
        .putLong(offset)
        .put(value.array())
        .array();
  }

  static Bytes value(byte[] state) {
    return Bytes.of(Arrays.copyOfRange(state, OFFSET_BYTES, state.length));
  }

  /** The offset in a state or a stub. */
  static long offset(byte[] stored) {
    return ByteBuffer.wrap(stored).getLong();
  }

  static byte[] change(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + utf8.length).put(STATE).put(utf8).array();
  }

  static byte[] deletion(String id, Optional<Bytes> value) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(1 + Integer.BYTES + utf8.length + value.map(Bytes::size).orElse(0));
    out.put(DELETION).putInt(utf8.length).put(utf8);
    value.ifPresent(bytes -> out.put(bytes.array()));
    return out.array();
  }

  static StoredChange change(byte[] stored) {
    ByteBuffer in = ByteBuffer.wrap(stored);
    boolean isDeletion = in.get() == DELETION;
    byte[] utf8 = new byte[isDeletion ? in.getInt() : in.remaining()];
    in.get(utf8);
    byte[] value = new byte[in.remaining()];
    in.get(value);
    return new StoredChange(
        new String(utf8, StandardCharsets.UTF_8),
        isDeletion,
        value.length == 0 ? Optional.empty() : Optional.of(Bytes.of(value)));
  }

  static byte[] stub(long offset) {
    return ByteBuffer.allocate(OFFSET_BYTES).putLong(offset).array();
  }

  static byte[] grave(long timestamp, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + utf8.length).putLong(timestamp).put(utf8).array();
  }

  /** The id of the resource in a grave. */
  static String buried(byte[] grave) {
    return new String(grave, Long.BYTES, grave.length - Long.BYTES, StandardCharsets.UTF_8);
  }

  static long timestamp(byte[] grave) {
    return ByteBuffer.wrap(grave).getLong();
  }
}
