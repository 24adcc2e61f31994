package io.headwater.app.oracle;

import io.headwater.app.oracle.Action.Restart;
import io.headwater.app.oracle.Action.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Looks for the smallest run that still fails, by delta debugging.
 *
 * <p>Each try takes seconds, so what helps most comes first, and after a limit the smallest so far
 * is it.
 */
final class Shrinking {

  private final Function<Run, List<Difference>> attempt;
  private final long deadline;
  private Failure smallest;

  /** A run that fails, and how. */
  record Failure(Run run, List<Difference> differences) {
    Failure {
      differences = List.copyOf(differences);
    }
  }

  private Shrinking(Function<Run, List<Difference>> attempt, Failure found, Duration limit) {
    this.attempt = attempt;
    this.smallest = found;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /**
   * The smallest failing run that was found.
   *
   * @param attempt does a run and tells what differs
   */
  static Failure smallest(Function<Run, List<Difference>> attempt, Failure found, Duration limit) {
    Shrinking shrinking = new Shrinking(attempt, found, limit);
    shrinking.cut();
    shrinking.leaveOutRestarts();
    shrinking.leaveOutParts();
    shrinking.leaveOutActions();
    shrinking.leaveOutSteps();
    shrinking.leaveOutActions();
    return shrinking.smallest;
  }

  private boolean fails(Run run) {
    if (System.nanoTime() > deadline) {
      return false;
    }
    List<Difference> differences = attempt.apply(run);
    if (differences.isEmpty()) {
      return false;
    }
    smallest = new Failure(run, differences);
    return true;
  }

  /** What comes after the first difference is not needed for it. */
  private void cut() {
    Run run = smallest.run();
    int needed = Math.min(run.actions().size(), smallest.differences().getFirst().action() + 1);
    if (needed < run.actions().size()) {
      fails(run.with(run.actions().subList(0, Math.max(0, needed))));
    }
  }

  private void leaveOutRestarts() {
    Run run = smallest.run();
    List<Action> without =
        run.actions().stream().filter(action -> !(action instanceof Restart)).toList();
    if (without.size() < run.actions().size()) {
      fails(run.with(without));
    }
  }

  private void leaveOutParts() {
    if (smallest.run().partLimit().isPresent()) {
      fails(smallest.run().withoutParts());
    }
  }

  private void leaveOutActions() {
    Run run = smallest.run();
    leaveOut(run.actions(), run::with);
  }

  private void leaveOutSteps() {
    leaveOut(smallest.run().initial().steps(), steps -> smallest.run().withInitial(steps));
    for (int i = smallest.run().actions().size() - 1; i >= 0; i--) {
      if (smallest.run().actions().get(i) instanceof Transaction transaction) {
        int place = i;
        leaveOut(transaction.steps(), steps -> with(place, transaction.with(steps)));
      }
    }
  }

  private Run with(int place, Action action) {
    List<Action> actions = new ArrayList<>(smallest.run().actions());
    actions.set(place, action);
    return smallest.run().with(actions);
  }

  /** Leaves out ever smaller parts of the list as long as the run fails without them. */
  private <T> void leaveOut(List<T> all, Function<List<T>, Run> with) {
    List<T> kept = all;
    int part = Math.max(1, kept.size() / 2);
    while (true) {
      boolean left = false;
      for (int from = 0; from < kept.size(); ) {
        List<T> fewer = new ArrayList<>(kept.subList(0, from));
        fewer.addAll(kept.subList(Math.min(kept.size(), from + part), kept.size()));
        if (fails(with.apply(fewer))) {
          kept = fewer;
          left = true;
        } else {
          from += part;
        }
      }
      if (part == 1 && !left) {
        return;
      }
      part = Math.max(1, part / 2);
    }
  }
}
