package io.headwater.client.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** The stream, read from a position on; one thread at a time. */
interface StateSource extends AutoCloseable {

  /**
   * What a look has found.
   *
   * @param records in order within each partition; none of a paused partition
   * @param next per partition that is not paused, where reading goes on when these are applied
   * @param malformed what cannot be read; the records before it are there
   * @param oldest since when a deletion before one of the records may be gone; empty when the other
   *     side sees to that
   * @param end what the look has learned of the stream's end
   */
  record Batch(
      List<StreamRecord> records,
      SortedMap<Integer, Long> next,
      Optional<Malformed> malformed,
      Optional<Instant> oldest,
      End end) {}

  /** What a look has learned of the stream's end. */
  sealed interface End {

    /** Per partition, the offset behind the last record, as of that look. */
    record At(SortedMap<Integer, Long> offsets) implements End {}

    /** Nothing is left behind this batch, of what was asked for. */
    record Reached() implements End {}

    /** Something is left, and how much is not known. */
    record Behind() implements End {}

    /** It was not looked up. */
    record Unasked() implements End {}
  }

  /** A record that is not what was agreed. */
  record Malformed(int partition, long offset, String problem) {}

  /** Opens the stream. */
  interface Opener {

    /** The stream behind that position, without those partitions. */
    StateSource open(ConsumerPosition position, Set<Integer> paused)
        throws ProviderException, StreamLostException, InterruptedException;
  }

  /** The next records; waits for some. */
  Batch poll(Duration wait) throws ProviderException, StreamLostException, InterruptedException;

  /** Leaves a partition out, and goes on from that offset when it is resumed. */
  void pause(int partition, long next);

  /** Takes a partition in again. */
  void resume(int partition);

  @Override
  void close();
}
