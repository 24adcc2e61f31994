package io.headwater.persistence.bootstrap;

import java.nio.charset.StandardCharsets;

/**
 * The keys of a type's column family: two bytes of partition, then the id's UTF-8.
 *
 * <p>A partition is therefore one contiguous range, ordered by id. The type's {@link ViewHead} has
 * the one key behind all of them.
 */
final class ViewKeys {

  /** The most partitions that leave room for the key of the head. */
  static final int MAX_PARTITIONS = 0xffff;

  /** The bytes before the id. */
  static final int PREFIX_BYTES = 2;

  private ViewKeys() {}

  static byte[] head() {
    return from(MAX_PARTITIONS);
  }

  /** The first key that a partition may have. */
  static byte[] from(int partition) {
    return new byte[] {(byte) (partition >>> 8), (byte) partition};
  }

  static byte[] of(int partition, String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[PREFIX_BYTES + utf8.length];
    key[0] = (byte) (partition >>> 8);
    key[1] = (byte) partition;
    System.arraycopy(utf8, 0, key, PREFIX_BYTES, utf8.length);
    return key;
  }

  static boolean isIn(int partition, byte[] key) {
    return key[0] == (byte) (partition >>> 8) && key[1] == (byte) partition;
  }

  static String id(byte[] key) {
    return new String(key, PREFIX_BYTES, key.length - PREFIX_BYTES, StandardCharsets.UTF_8);
  }
}
