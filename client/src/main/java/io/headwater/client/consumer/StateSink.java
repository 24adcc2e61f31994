package io.headwater.client.consumer;

import java.util.List;
import java.util.Optional;

/**
 * The copy that a {@link HeadwaterConsumer} keeps, and the place where its position is kept with
 * it.
 *
 * <p>Called by one thread at a time, which is not interrupted within. What a method that throws was
 * given comes again, possibly after a pause, and possibly in smaller lists; throw {@link
 * TargetUnavailableException} when nothing at all can be written now. A sink that writes change and
 * position in one transaction gets each change exactly once, also when the answer to its commit is
 * lost: {@link #position} is asked before anything comes again. Another sink gets those again that
 * it wrote without their position.
 */
@SuppressWarnings("try") // A sink's close may be interrupted, as its other methods may.
public interface StateSink extends AutoCloseable {

  /**
   * The position that was stored last, by whoever did; empty when there is none. Asked at the
   * start, and after a call that failed.
   */
  Optional<String> position() throws Exception;

  /**
   * Applies changes, in order, and stores the position behind them.
   *
   * @param changes at most {@link HeadwaterConsumer#MAX_BATCH_CHANGES}; may be empty
   * @param position opaque; some hundred bytes, and some tens of kilobytes behind a download that
   *     broke off hundreds of times; to be given back by {@link #position}
   */
  void apply(List<StateChange> changes, String position) throws Exception;

  /**
   * A bootstrap begins: what it does not bring is to be removed when it is complete. Until then
   * {@link #apply} brings its states. Called again, with another number, when it has to start anew.
   *
   * @param generation names the bootstrap; larger than that of every one before
   */
  void beginReplacement(long generation, String position) throws Exception;

  /**
   * The bootstrap is complete: everything that was not applied since {@link #beginReplacement} is
   * to be removed, and the position stored.
   *
   * @param generation as it was given when the bootstrap began, maybe in a process that has ended
   */
  void completeReplacement(long generation, String position) throws Exception;

  /**
   * Whether changes and position are stored together or not at all. When they are not, a bootstrap
   * that was broken off by the end of its process begins anew instead of going on: what had been
   * applied without its position could not be told from what has to be removed.
   */
  default boolean isAtomic() {
    return true;
  }

  /**
   * Whether the target works; asked while the circuit is open, before anything is applied again.
   */
  default boolean isAvailable() {
    return true;
  }

  @Override
  default void close() throws Exception {}
}
