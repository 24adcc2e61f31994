package io.headwater.core.resource;

import java.nio.charset.StandardCharsets;

/**
 * Places a key in a partition as the default partitioner of every Kafka client does: {@code
 * toPositive(murmur2(utf8(key))) % partitions}.
 *
 * <p>One function decides the shard of an actor and the partition of its records, so a shard's
 * whole journal lies in one partition. MurmurHash2 (32 bit) by Austin Appleby, public domain; seed
 * and mixing as in {@code org.apache.kafka.common.utils.Utils#murmur2}.
 */
public final class Partitions {

  private static final int SEED = 0x9747b28c;
  private static final int MULTIPLIER = 0x5bd1e995;
  private static final int SHIFT = 24;

  private Partitions() {}

  /** The partition of a key among {@code count} partitions. */
  public static int of(String key, int count) {
    return (murmur2(key.getBytes(StandardCharsets.UTF_8)) & Integer.MAX_VALUE) % count;
  }

  /** The partition of the part of a text behind an index, as of a key of its own. */
  public static int ofPart(String text, int from, int count) {
    byte[] ascii = new byte[text.length() - from];
    for (int i = 0; i < ascii.length; i++) {
      char next = text.charAt(from + i);
      if (next >= 0x80) {
        return of(text.substring(from), count);
      }
      ascii[i] = (byte) next;
    }
    return (murmur2(ascii) & Integer.MAX_VALUE) % count;
  }

  static int murmur2(byte[] bytes) {
    int hash = SEED ^ bytes.length;
    int words = bytes.length / 4;
    for (int i = 0; i < words; i++) {
      int at = i * 4;
      int word =
          (bytes[at] & 0xff)
              | (bytes[at + 1] & 0xff) << 8
              | (bytes[at + 2] & 0xff) << 16
              | (bytes[at + 3] & 0xff) << 24;
      word *= MULTIPLIER;
      word ^= word >>> SHIFT;
      word *= MULTIPLIER;
      hash = (hash * MULTIPLIER) ^ word;
    }
    int tail = words * 4;
    int rest = bytes.length - tail;
    if (rest > 0) {
      for (int i = rest - 1; i >= 0; i--) {
        hash ^= (bytes[tail + i] & 0xff) << (8 * i);
      }
      hash *= MULTIPLIER;
    }
    hash ^= hash >>> 13;
    hash *= MULTIPLIER;
    return hash ^ hash >>> 15;
  }
}
