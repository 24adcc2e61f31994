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

  private static final long UNKNOWN = -1;

  private final ToLongFunction<String> endOffset;
  private final Map<String, LongSupplier> here = new ConcurrentHashMap<>();
  private final Map<String, Long> elsewhere = new ConcurrentHashMap<>();

  /**
   * A lag against the ends that the function gives.
   *
   * @param endOffset the end offset, for {@code read_committed}, of the topic's only partition; -1
   *     while unknown
   */
  public ProduceLag(ToLongFunction<String> endOffset) {
    this.endOffset = endOffset;
  }

  /** The source's change log is applied by this node. */
  void observe(String source, LongSupplier appliedOffset) {
    here.put(source, appliedOffset);
  }

  /** This node applies it no more. */
  void forget(String source, LongSupplier appliedOffset) {
    here.remove(source, appliedOffset);
  }

  /** Another node has told how far it has applied a source; has no effect while this one does. */
  public void heard(String source, long appliedOffset) {
    elsewhere.put(source, appliedOffset);
  }

  /** How far this node has applied the source's change log; empty when another one does. */
  public Optional<Long> applied(String source) {
    return Optional.ofNullable(here.get(source)).map(LongSupplier::getAsLong);
  }

  /** How far the source's change log is applied, by whichever node; -1 while unknown. */
  public long reached(String source) {
    return applied(source).orElse(elsewhere.getOrDefault(source, UNKNOWN));
  }

  /** Records of the change log that are not applied yet; empty while unknown. */
  public Optional<Long> unapplied(String source) {
    long end = endOffset.applyAsLong(Topics.changes(source));
    long reached = reached(source);
    return end < 0 || reached < 0 ? Optional.empty() : Optional.of(Math.max(0, end - reached));
  }
}
