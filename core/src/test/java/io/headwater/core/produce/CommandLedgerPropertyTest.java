package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.produce.CommandLedger.Assignment;
import io.headwater.core.produce.CommandLedger.Command;
import io.headwater.core.produce.CommandLedger.Progress;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class CommandLedgerPropertyTest {

  private static final int SEEDS = 500;
  private static final int STEPS = 400;
  private static final int RESOURCES = 5;
  private static final long TIMEOUT = 20;

  @Test
  void keepsOneCommandPerResourceInFlightInOrderAndFinishesEachWorkOnce() {
    Seeds.forEach(SEEDS, seed -> new Run(Seeds.random(seed)).run());
  }

  private static final class Run {
    private final RandomGenerator random;
    private final CommandLedger ledger = new CommandLedger(TIMEOUT);
    private final Map<ResourceKey, List<ResourceChange>> accepted = new HashMap<>();
    private final Map<ResourceKey, List<ResourceChange>> acknowledged = new HashMap<>();
    private final Map<ResourceKey, Command> inFlight = new HashMap<>();
    private final List<Command> everSent = new ArrayList<>();
    private final Map<Long, Set<ResourceChange>> open = new HashMap<>();
    private final Set<Long> finished = new HashSet<>();
    private long works;
    private long now;

    private Run(RandomGenerator random) {
      this.random = random;
    }

    private void run() {
      for (int i = 0; i < STEPS; i++) {
        now += random.nextInt(5);
        switch (random.nextInt(4)) {
          case 0 -> accept();
          case 1, 2 -> acknowledge();
          default -> resend();
        }
        assertThat(ledger.inFlight()).isEqualTo(inFlight.size());
      }
      while (!inFlight.isEmpty()) {
        Command first = inFlight.values().iterator().next();
        acknowledge(first, first.changes().size());
      }
      assertThat(acknowledged).isEqualTo(accepted);
      assertThat(finished).hasSize((int) works);
      assertThat(ledger.inFlight()).isZero();
      assertThat(ledger.overdue(Long.MAX_VALUE / 2)).isEmpty();
    }

    private void accept() {
      long work = ++works;
      List<Assignment> assignments = new ArrayList<>();
      Set<ResourceChange> changes = new HashSet<>();
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        ResourceChange change = change(work * 10 + i);
        Assignment assignment = new Assignment(key(random.nextInt(RESOURCES)), change);
        assignments.add(assignment);
        changes.add(change);
        accepted.computeIfAbsent(assignment.resource(), k -> new ArrayList<>()).add(change);
      }
      open.put(work, changes);
      ledger.accept(work, assignments, now).forEach(this::firstSent);
    }

    private void acknowledge() {
      if (everSent.isEmpty()) {
        return;
      }
      boolean current = !inFlight.isEmpty() && random.nextBoolean();
      List<Command> from = current ? List.copyOf(inFlight.values()) : everSent;
      Command command = from.get(random.nextInt(from.size()));
      int all = command.changes().size();
      acknowledge(command, random.nextBoolean() ? all : 1 + random.nextInt(all));
    }

    private void acknowledge(Command command, int count) {
      Progress progress = ledger.acknowledge(command.resource(), command.id(), count, now);
      if (!command.equals(inFlight.get(command.resource()))) {
        assertThat(progress.finished()).isEmpty();
        assertThat(progress.next()).isEmpty();
        return;
      }
      inFlight.remove(command.resource());
      List<ResourceChange> reached = command.changes().subList(0, count);
      acknowledged.computeIfAbsent(command.resource(), k -> new ArrayList<>()).addAll(reached);
      progress.next().ifPresent(this::firstSent);
      List<Long> done = new ArrayList<>();
      open.forEach(
          (work, changes) -> {
            if (changes.removeAll(reached) && changes.isEmpty()) {
              done.add(work);
            }
          });
      done.forEach(open::remove);
      assertThat(progress.finished()).containsExactlyInAnyOrderElementsOf(done);
      progress.finished().forEach(work -> assertThat(finished.add(work)).isTrue());
    }

    private void resend() {
      for (Command command : ledger.overdue(now)) {
        assertThat(command).isEqualTo(inFlight.get(command.resource()));
      }
      assertThat(ledger.overdue(now)).isEmpty();
    }

    private void firstSent(Command command) {
      assertThat(inFlight.put(command.resource(), command)).isNull();
      assertThat(command.changes().size()).isBetween(1, CommandLedger.MAX_CHANGES_PER_COMMAND);
      everSent.add(command);
    }
  }
}
