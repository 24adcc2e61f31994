package io.headwater.app.oracle;

import java.util.List;

/** What a run does next. */
sealed interface Action {

  /** Steps that are committed together, or rolled back. */
  record Transaction(List<Step> steps, boolean rolledBack) implements Action {
    public Transaction {
      steps = List.copyOf(steps);
    }

    Transaction with(List<Step> others) {
      return new Transaction(others, rolledBack);
    }
  }

  /**
   * Something is stopped and started again.
   *
   * @param missed how many actions are done while it is down; none for an engine, which comes back
   *     by itself
   */
  record Restart(Kind kind, int missed) implements Action {

    /** What is restarted. */
    enum Kind {
      /** The server ends the engine's connection. */
      ENGINE,
      /** All stages. */
      PIPELINE,
      /** All stages, and what they keep locally is removed meanwhile. */
      PIPELINE_WITHOUT_DATA,
      /**
       * All stages, and the source's position is removed meanwhile, so that a new snapshot is
       * taken; nothing tells what happened until then.
       */
      PIPELINE_WITHOUT_POSITION
    }
  }
}
