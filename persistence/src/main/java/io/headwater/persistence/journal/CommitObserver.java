package io.headwater.persistence.journal;

/**
 * Watches group commits, on the writer's own thread: what takes long here delays every commit, and
 * what it throws stops the journal.
 */
@FunctionalInterface
public interface CommitObserver {

  /** Sees nothing. */
  CommitObserver NONE = step -> {};

  /** A commit has come to this step. */
  void at(CommitStep step);
}
