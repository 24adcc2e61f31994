package io.headwater.actors.produce;

import io.headwater.core.resource.Topics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * How far the resources are behind the change log, per source. Thread-safe.
 *
 * <p>Offsets that hold transaction markers count as read, so an idle source has a lag of zero.
 */
public final class ProduceLag {

  private final ToLongFunction<String> endOffset;
  private final Map<String, LongSupplier> applied = new ConcurrentHashMap<>();

  /**
   * A lag against the ends that the function gives.
   *
   * @param endOffset the end offset, for {@code read_committed}, of the topic's only partition; -1
   *     while unknown
   */
  public ProduceLag(ToLongFunction<String> endOffset) {
    this.endOffset = endOffset;
  }

  void observe(String source, LongSupplier appliedOffset) {
    applied.put(source, appliedOffset);
  }

  /** Records of the change log that are not applied yet; empty while unknown. */
  public Optional<Long> unapplied(String source) {
    LongSupplier offset = applied.get(source);
    long end = endOffset.applyAsLong(Topics.changes(source));
    return offset == null || end < 0
        ? Optional.empty()
        : Optional.of(Math.max(0, end - offset.getAsLong()));
  }
}
