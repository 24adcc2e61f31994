package io.headwater.app.wiring;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.pekko.persistence.query.Offset;
import org.apache.pekko.persistence.query.Sequence;
import org.apache.pekko.persistence.query.TimeBasedUUID;

/**
 * Compares a read journal's end with what is published of it. Writes that come later do not matter,
 * so this ends under a steady load as well. Thread-safe.
 */
final class JournalPublishing implements Publishing {

  /** How old what is known to be published may be; a look takes consumers of its own. */
  static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final SharedLook<Offset> ends;
  private final SharedLook<Offset> published;

  /**
   * Compares what these tell.
   *
   * @param published the offset that is published, empty when there is none; blocks
   * @param lastBehind the last offset in the journal from that one on; blocks
   */
  JournalPublishing(
      Supplier<Optional<Offset>> published, UnaryOperator<Offset> lastBehind, Executor executor) {
    Supplier<Offset> newest = () -> published.get().orElse(Offset.noOffset());
    this.published = new SharedLook<>(() -> Optional.of(newest.get()), BACK_OFF, executor);
    this.ends =
        new SharedLook<>(() -> Optional.of(lastBehind.apply(newest.get())), BACK_OFF, executor);
  }

  @Override
  public Optional<BooleanSupplier> upToNow(long deadline) {
    return ends.since(System.nanoTime(), deadline).map(end -> () -> isPublished(end, deadline));
  }

  private boolean isPublished(Offset end, long deadline) {
    return published
        .since(System.nanoTime() - LOOK_EVERY.toNanos(), deadline)
        .map(offset -> isAtLeast(offset, end))
        .orElse(false);
  }

  private static boolean isAtLeast(Offset offset, Offset end) {
    if (offset instanceof Sequence one && end instanceof Sequence other) {
      return one.value() >= other.value();
    }
    if (offset instanceof TimeBasedUUID one && end instanceof TimeBasedUUID other) {
      return one.compareTo(other) >= 0;
    }
    return offset.equals(end);
  }
}
