package io.headwater.persistence.bootstrap;

import io.headwater.core.bootstrap.StreamPositions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a type's states belong to; written together with them.
 *
 * <p>Format: count (8 bytes), length of the epoch (4), the epoch's UTF-8, then for each partition
 * its number (4), next offset (8), safe offset (8) and time (8); big-endian.
 *
 * @param count the number of states
 * @param reached by partition
 */
record ViewHead(String epoch, long count, SortedMap<Integer, Place> reached) {

  private static final int PLACE_BYTES = Integer.BYTES + 3 * Long.BYTES;

  ViewHead {
    reached = Collections.unmodifiableSortedMap(new TreeMap<>(reached));
  }

  /**
   * How far a partition was read.
   *
   * @param next the next offset to consume
   * @param safe the lowest position behind which all deletions are known
   * @param asOf a time (milliseconds) that no record from {@code next} on is older than; {@link
   *     #UNKNOWN} while it is read for the first time, and that far back
   */
  record Place(long next, long safe, long asOf) {

    static final long UNKNOWN = 0;
    static final Place BEGINNING = new Place(0, 0, UNKNOWN);
  }

  static ViewHead initial(String epoch) {
    return new ViewHead(epoch, 0, new TreeMap<>());
  }

  Place place(int partition) {
    return reached.getOrDefault(partition, Place.BEGINNING);
  }

  StreamPositions positions() {
    SortedMap<Integer, Long> next = new TreeMap<>();
    reached.forEach((partition, place) -> next.put(partition, place.next()));
    return new StreamPositions(epoch, next);
  }

  byte[] encoded() {
    byte[] name = epoch.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out =
        ByteBuffer.allocate(
            Long.BYTES + Integer.BYTES + name.length + reached.size() * PLACE_BYTES);
    out.putLong(count).putInt(name.length).put(name);
    reached.forEach(
        (partition, place) ->
            out.putInt(partition)
                .putLong(place.next())
                .putLong(place.safe())
                .putLong(place.asOf()));
    return out.array();
  }

  static ViewHead decoded(byte[] encoded) {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    long count = in.getLong();
    byte[] name = new byte[in.getInt()];
    in.get(name);
    SortedMap<Integer, Place> reached = new TreeMap<>();
    while (in.hasRemaining()) {
      reached.put(in.getInt(), new Place(in.getLong(), in.getLong(), in.getLong()));
    }
    return new ViewHead(new String(name, StandardCharsets.UTF_8), count, reached);
  }
}
