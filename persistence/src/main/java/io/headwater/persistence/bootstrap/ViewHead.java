package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.StreamPositions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a type's states belong to; written together with them.
 *
 * <p>Format: count (8 bytes), length of the epoch (4), the epoch's UTF-8, then for each partition
 * its number (4) and next offset (8); big-endian.
 */
record ViewHead(StreamPositions positions, long count) {

  private static final int POSITION_BYTES = Integer.BYTES + Long.BYTES;

  static ViewHead initial(String epoch) {
    return new ViewHead(StreamPositions.of(epoch, Map.of()), 0);
  }

  byte[] encoded() {
    byte[] epoch = positions.epoch().getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + epoch.length + positions.next().size() * POSITION_BYTES);
    out.putLong(count).putInt(epoch.length).put(epoch);
    positions.next().forEach((partition, next) -> out.putInt(partition).putLong(next));
    return out.array();
  }

  static ViewHead decoded(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    long count = in.getLong();
    byte[] epoch = new byte[in.getInt()];
    in.get(epoch);
    TreeMap<Integer, Long> next = new TreeMap<>();
    while (in.hasRemaining()) {
      next.put(in.getInt(), in.getLong());
    }
    return new ViewHead(
        new StreamPositions(new String(epoch, StandardCharsets.UTF_8), next), count);
  }
}
