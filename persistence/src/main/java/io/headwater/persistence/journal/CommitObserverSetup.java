package io.headwater.persistence.journal;

import org.apache.pekko.actor.setup.Setup;

/** Hands an observer to the journal, which Pekko creates by its class name. */
public final class CommitObserverSetup extends Setup {

  private final CommitObserver observer;

  /** A setup with that observer. */
  public CommitObserverSetup(CommitObserver observer) {
    this.observer = observer;
  }

  CommitObserver observer() {
    return observer;
  }
}
