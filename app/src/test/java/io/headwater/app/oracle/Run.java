package io.headwater.app.oracle;

import io.headwater.app.oracle.Action.Restart;
import io.headwater.app.oracle.Action.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;

/**
 * Everything that a try does.
 *
 * @param partLimit the number of changes from which on a transaction is applied in parts; empty for
 *     one that is never reached
 * @param initial what is there before the snapshot
 * @param actions the actions; a failure names them by their places, from 0 on
 */
record Run(
    long seed, Shape shape, OptionalInt partLimit, Transaction initial, List<Action> actions) {

  private static final int MAX_STEPS = 5;
  private static final int MAX_RESTARTS = 2;
  private static final int MAX_PART_LIMIT = 4;
  private static final int MAX_MISSED = 5;
  private static final int INITIAL_STEPS = 12;
  private static final long SCATTER = 0x9E3779B97F4A7C15L;

  Run {
    actions = List.copyOf(actions);
  }

  /** The run of a seed; every third has {@link Identity#DEFAULT}. */
  static Run of(long seed, int transactions) {
    // The first numbers of small seeds are much alike.
    Random random = new Random(seed * SCATTER);
    Identity identity = seed % 3 == 0 ? Identity.DEFAULT : Identity.FULL;
    Shape shape = ShapeGenerator.shape(random, identity);
    // A document that is withheld in a part leaves no trace of what the parts before it published.
    OptionalInt partLimit =
        !shape.mayWithhold() && random.nextInt(3) == 0
            ? OptionalInt.of(1 + random.nextInt(MAX_PART_LIMIT))
            : OptionalInt.empty();
    StepMaker maker = new StepMaker(random, shape);
    List<Step> initial = new ArrayList<>();
    for (int i = 0; i < INITIAL_STEPS; i++) {
      initial.add(maker.insert(i % 3 == 0 ? Ref.root(maker.root()) : maker.child()));
    }
    List<Action> actions = new ArrayList<>();
    for (int i = 0; i < transactions; i++) {
      actions.add(transaction(random, maker));
    }
    int restarts = random.nextInt(MAX_RESTARTS + 1);
    for (int i = 0; i < restarts; i++) {
      Restart.Kind kind = Restart.Kind.values()[random.nextInt(Restart.Kind.values().length)];
      int missed = kind == Restart.Kind.ENGINE ? 0 : random.nextInt(MAX_MISSED);
      actions.add(random.nextInt(actions.size()), new Restart(kind, missed));
    }
    return new Run(seed, shape, partLimit, new Transaction(initial, false), actions);
  }

  Run with(List<Action> others) {
    return new Run(seed, shape, partLimit, initial, others);
  }

  Run withInitial(List<Step> steps) {
    return new Run(seed, shape, partLimit, initial.with(steps), actions);
  }

  Run withoutParts() {
    return new Run(seed, shape, OptionalInt.empty(), initial, actions);
  }

  private static Transaction transaction(Random random, StepMaker maker) {
    List<Step> steps = new ArrayList<>();
    int count = 1 + random.nextInt(random.nextBoolean() ? 1 : MAX_STEPS);
    for (int i = 0; i < count; i++) {
      List<Step> next = maker.steps();
      if (random.nextInt(15) == 0) {
        steps.add(new Step.TakenBack(next));
      } else {
        steps.addAll(next);
      }
    }
    return new Transaction(steps, random.nextInt(15) == 0);
  }

  /** The run as a person reads it. */
  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "seed %d, replica identity %s%s"
            .formatted(
                seed,
                shape.identity(),
                partLimit.isPresent() ? ", parts of " + partLimit.getAsInt() + " changes" : ""));
    SchemaText.ddl(shape).forEach(line -> lines.add("  " + line + ";"));
    for (int i = 0; i < shape.resources().size(); i++) {
      lines.add(
          MappingText.mapping(shape.resources().get(i), "thing-" + (i + 1), "source").strip());
    }
    lines.add("before the snapshot: " + text(initial));
    for (int i = 0; i < actions.size(); i++) {
      lines.add(
          i
              + ": "
              + switch (actions.get(i)) {
                case Transaction transaction -> text(transaction);
                case Restart restart ->
                    "restart " + restart.kind() + ", missing " + restart.missed() + " actions";
              });
    }
    return String.join("\n", lines);
  }

  private String text(Transaction transaction) {
    StringBuilder text = new StringBuilder("begin;");
    for (Step step : transaction.steps()) {
      step.sql(shape).forEach(sql -> text.append("\n     ").append(sql).append(';'));
    }
    return text.append(transaction.rolledBack() ? "\n   rollback;" : "\n   commit;").toString();
  }
}
