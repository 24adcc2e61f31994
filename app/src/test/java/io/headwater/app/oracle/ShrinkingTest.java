package io.headwater.app.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.oracle.Action.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkingTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void aSeedIsAlwaysTheSameRun() {
    for (long seed = 1; seed <= 50; seed++) {
      assertThat(Run.of(seed, 40).text()).isEqualTo(Run.of(seed, 40).text());
    }
  }

  @Test
  void onlyTheStepsThatMakeARunFailAreLeft() {
    Step first = new Step.Delete(Ref.root(901), false);
    Step second = new Step.Delete(Ref.root(902), false);
    Run run = with(with(Run.of(7, 60), 20, first), 45, second);

    Shrinking.Failure smallest =
        Shrinking.smallest(
            smaller -> differences(smaller, first, second),
            new Shrinking.Failure(run, differences(run, first, second)),
            LIMIT);

    assertThat(smallest.run().initial().steps()).isEmpty();
    assertThat(smallest.run().actions())
        .containsExactly(
            new Transaction(List.of(first), false), new Transaction(List.of(second), false));
  }

  /** A transaction more at that place, which has other steps too. */
  private static Run with(Run run, int place, Step step) {
    List<Step> steps = new ArrayList<>(run.initial().steps());
    steps.add(steps.size() / 2, step);
    List<Action> actions = new ArrayList<>(run.actions());
    actions.add(place, new Transaction(steps, false));
    return run.with(actions);
  }

  /** The run is said to fail where the second step comes after the first. */
  private static List<Difference> differences(Run run, Step first, Step second) {
    int from = place(run, first);
    int to = place(run, second);
    return from >= 0 && to > from
        ? List.of(new Difference(to, "thing", "one", "another"))
        : List.of();
  }

  private static int place(Run run, Step step) {
    for (int i = 0; i < run.actions().size(); i++) {
      if (run.actions().get(i) instanceof Transaction transaction
          && transaction.steps().contains(step)) {
        return i;
      }
    }
    return -1;
  }
}
