package io.headwater.persistence.bootstrap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The keys of a type's column family, in this order:
 *
 * <ul>
 *   <li>states: two bytes of partition, then the id's UTF-8; a partition is one contiguous range,
 *       ordered by id
 *   <li>stubs: two bytes {@code 0x4000 | partition}, then the id's UTF-8; the offsets of the
 *       deletions of resources that are not there
 *   <li>changes: two bytes {@code 0x8000 | partition}, then eight of offset; the newest change of
 *       each resource, be it a state or a deletion
 *   <li>graves: two bytes {@code 0xc000 | partition}, then eight of offset; which changes are
 *       deletions
 *   <li>{@code ffff}: the type's {@link ViewHead}
 * </ul>
 */
final class ViewKeys {

  /** The most partitions that leave room for the other ranges. */
  static final int MAX_PARTITIONS = 0x3fff;

  /** The bytes before the id or the offset. */
  static final int PREFIX_BYTES = 2;

  private static final int STUBS = 0x4000;
  private static final int CHANGES = 0x8000;
  private static final int GRAVES = 0xc000;
  private static final int HEAD = 0xffff;

  private ViewKeys() {}

  static byte[] head() {
    return prefix(HEAD);
  }

  /** The first key that a partition's states may have. */
  static byte[] from(int partition) {
    return prefix(partition);
  }

  /** What is behind the states of all partitions. */
  static byte[] behindStates() {
    return prefix(STUBS);
  }

  static byte[] of(int partition, String id) {
    return named(partition, id);
  }

  /** The key of a deleted resource's stub. */
  static byte[] stub(int partition, String id) {
    return named(STUBS | partition, id);
  }

  private static byte[] named(int prefix, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[PREFIX_BYTES + utf8.length];
    key[0] = (byte) (prefix >>> 8);
    key[1] = (byte) prefix;
    System.arraycopy(utf8, 0, key, PREFIX_BYTES, utf8.length);
    return key;
  }

  /** The key of a change; those of a partition are ordered by offset. */
  static byte[] change(int partition, long offset) {
    return placed(CHANGES | partition, offset);
  }

  /** The key that says that a change is a deletion. */
  static byte[] grave(int partition, long offset) {
    return placed(GRAVES | partition, offset);
  }

  static boolean isIn(int partition, byte[] key) {
    return key[0] == (byte) (partition >>> 8) && key[1] == (byte) partition;
  }

  static String id(byte[] key) {
    return new String(key, PREFIX_BYTES, key.length - PREFIX_BYTES, StandardCharsets.UTF_8);
  }

  /** The offset in the key of a change or a grave. */
  static long offset(byte[] key) {
    return ByteBuffer.wrap(key).getLong(PREFIX_BYTES);
  }

  private static byte[] prefix(int value) {
    return new byte[] {(byte) (value >>> 8), (byte) value};
  }

  private static byte[] placed(int prefix, long offset) {
    return ByteBuffer.allocate(PREFIX_BYTES + Long.BYTES)
        .putShort((short) prefix)
        .putLong(offset)
        .array();
  }
}
