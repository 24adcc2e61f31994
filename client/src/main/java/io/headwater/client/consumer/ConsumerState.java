package io.headwater.client.consumer;

import java.util.Optional;

/**
 * What a consumer does next; pure.
 *
 * <p>Each state offers the transitions that it has. An effect that fails is no transition: it is
 * tried again from the same state, but for the failures that {@link #lost} and {@link #circuit}
 * stand for.
 */
sealed interface ConsumerState {

  /** The sink is asked what it has. */
  record Starting() implements ConsumerState {

    /**
     * The sink has that.
     *
     * @param resumes whether what an unfinished bootstrap stored is all that it applied
     */
    ConsumerState found(Optional<ConsumerPosition> stored, boolean resumes, long nowMs) {
      return stored
          .map(
              position ->
                  position.complete() || resumes
                      ? new Checking(position)
                      : new Beginning(generation(position.generation(), nowMs), position.reached()))
          .orElseGet(() -> new Beginning(nowMs, Floors.NONE));
    }
  }

  /** A bootstrap is about to begin: the provider is asked for its partitions, the sink is told. */
  record Beginning(long generation, Floors floors) implements ConsumerState {

    /** What the sink is told. */
    ConsumerPosition position(int partitions) {
      return ConsumerPosition.begin(generation, floors, partitions);
    }

    /** The sink knows. */
    Downloading begun(ConsumerPosition position) {
      return new Downloading(position);
    }
  }

  /** The provider is asked whether following from there would miss a deletion. */
  record Checking(ConsumerPosition position) implements ConsumerState {

    /** It would not. */
    ConsumerState safe() {
      return position.complete() ? new Following(position) : new Downloading(position).next();
    }
  }

  /** States come from the provider and go to the sink. */
  record Downloading(ConsumerPosition position) implements ConsumerState {

    /** Some were applied. */
    ConsumerState advanced(ConsumerPosition to) {
      return new Downloading(to).next();
    }

    private ConsumerState next() {
      return position.allDownloaded() ? new Completing(position) : this;
    }
  }

  /** Everything was downloaded: the sink is to remove what did not come. */
  record Completing(ConsumerPosition position) implements ConsumerState {

    /** The sink did. */
    Checking completed() {
      return new Checking(position.completed());
    }
  }

  /** The stream is followed. */
  record Following(ConsumerPosition position) implements ConsumerState {

    /** Changes were applied. */
    Following advanced(ConsumerPosition to) {
      return new Following(to);
    }
  }

  /** The target is away as a whole: nothing is applied until it says that it works. */
  record CircuitOpen(ConsumerState behind) implements ConsumerState {

    /** It works; what was followed may have become unsafe meanwhile. */
    ConsumerState closed() {
      return behind instanceof Following following ? new Checking(following.position()) : behind;
    }
  }

  /** It was closed. */
  record Stopped() implements ConsumerState {}

  /** Something that no retry mends has ended it. */
  record Failed(String problem) implements ConsumerState {}

  /** What this state goes on from; empty when it does not know. */
  default Optional<ConsumerPosition> known() {
    return switch (this) {
      case Checking checking -> Optional.of(checking.position());
      case Downloading downloading -> Optional.of(downloading.position());
      case Completing completing -> Optional.of(completing.position());
      case Following following -> Optional.of(following.position());
      case CircuitOpen open -> open.behind().known();
      case Starting ignored -> Optional.empty();
      case Beginning ignored -> Optional.empty();
      case Stopped ignored -> Optional.empty();
      case Failed ignored -> Optional.empty();
    };
  }

  /**
   * The stream no longer goes on from there: everything has to come again.
   *
   * @param cut whether the stream lost its end, so that it may never again be where it was
   */
  default ConsumerState lost(boolean cut, long nowMs) {
    return known()
        .<ConsumerState>map(
            position ->
                new Beginning(
                    generation(position.generation(), nowMs),
                    cut ? Floors.NONE : position.reached()))
        .orElse(this);
  }

  /** The target is away. */
  default ConsumerState circuit() {
    return this instanceof CircuitOpen ? this : new CircuitOpen(this);
  }

  private static long generation(long previous, long nowMs) {
    return Math.max(previous + 1, nowMs);
  }
}
