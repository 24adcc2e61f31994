package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.change;
import static io.headwater.core.produce.Widgets.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.produce.CommandLedger.Assignment;
import io.headwater.core.produce.CommandLedger.Command;
import io.headwater.core.produce.CommandLedger.Progress;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommandLedgerTest {

  private static final long TIMEOUT = 100;
  private static final Progress NOTHING = new Progress(List.of(), Optional.empty());

  private final CommandLedger ledger = new CommandLedger(TIMEOUT);

  private static Assignment assign(long widget, long offset) {
    return new Assignment(key(widget), change(offset));
  }

  private static List<Long> offsets(Command command) {
    return command.changes().stream().map(change -> change.at().offset()).toList();
  }

  private Progress acknowledge(ResourceKey resource, long commandId, long nowNanos) {
    return ledger.acknowledge(resource, commandId, Integer.MAX_VALUE, nowNanos);
  }

  @Test
  void changesThatACommandDidNotComeToTravelFirstInTheNext() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();
    for (long work = 2; work <= 4; work++) {
      ledger.accept(work, List.of(assign(1, 4 + work)), 0);
    }
    Command three = acknowledge(key(1), first.id(), 0).next().orElseThrow();
    ledger.accept(5, List.of(assign(1, 9)), 0);

    Progress progress = ledger.acknowledge(key(1), three.id(), 1, 50);

    assertThat(progress.finished()).containsExactly(2L);
    Command rest = progress.next().orElseThrow();
    assertThat(offsets(rest)).containsExactly(7L, 8L, 9L);
    assertThat(ledger.acknowledge(key(1), three.id(), 3, 50)).isEqualTo(NOTHING);
    assertThat(ledger.overdue(149)).isEmpty();
    assertThat(ledger.overdue(150)).containsExactly(rest);
    assertThat(ledger.acknowledge(key(1), rest.id(), 3, 150).finished())
        .containsExactly(3L, 4L, 5L);
    assertThat(ledger.inFlight()).isZero();
  }

  @Test
  void refusesAnAcknowledgementOfNothing() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();

    assertThatThrownBy(() -> ledger.acknowledge(key(1), first.id(), 0, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aChangeOfAnIdleResourceIsSentAtOnce() {
    List<Command> commands = ledger.accept(1, List.of(assign(1, 5), assign(2, 5)), 0);

    assertThat(commands)
        .containsExactly(
            new Command(key(1), 1, List.of(change(5))), new Command(key(2), 2, List.of(change(5))));
    assertThat(ledger.inFlight()).isEqualTo(2);
  }

  @Test
  void whatArrivesMeanwhileWaitsAndTravelsTogether() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();
    assertThat(ledger.accept(2, List.of(assign(1, 6)), 0)).isEmpty();
    assertThat(ledger.accept(3, List.of(assign(1, 7)), 0)).isEmpty();
    assertThat(ledger.inFlight()).isEqualTo(1);

    Progress progress = acknowledge(key(1), first.id(), 0);

    assertThat(progress.finished()).containsExactly(1L);
    assertThat(offsets(progress.next().orElseThrow())).containsExactly(6L, 7L);
    assertThat(progress.next().orElseThrow().id()).isNotEqualTo(first.id());

    Progress last = acknowledge(key(1), progress.next().orElseThrow().id(), 0);

    assertThat(last).isEqualTo(new Progress(List.of(2L, 3L), Optional.empty()));
    assertThat(ledger.inFlight()).isZero();
  }

  @Test
  void aWorkIsFinishedWithTheLastOfItsChanges() {
    List<Command> commands = ledger.accept(1, List.of(assign(1, 5), assign(2, 5)), 0);

    assertThat(acknowledge(key(2), commands.get(1).id(), 0)).isEqualTo(NOTHING);
    assertThat(acknowledge(key(1), commands.get(0).id(), 0).finished()).containsExactly(1L);
  }

  @Test
  void aWorkMayHoldSeveralChangesOfOneResource() {
    Command first = ledger.accept(1, List.of(assign(1, 5), assign(1, 6)), 0).getFirst();
    assertThat(offsets(first)).containsExactly(5L);

    Progress progress = acknowledge(key(1), first.id(), 0);

    assertThat(progress.finished()).isEmpty();
    assertThat(offsets(progress.next().orElseThrow())).containsExactly(6L);
    assertThat(acknowledge(key(1), progress.next().orElseThrow().id(), 0).finished())
        .containsExactly(1L);
  }

  @Test
  void anAcknowledgementOfAnotherCommandHasNoEffect() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();
    ledger.accept(2, List.of(assign(1, 6)), 0);
    Command second = acknowledge(key(1), first.id(), 0).next().orElseThrow();

    assertThat(acknowledge(key(1), first.id(), 0)).isEqualTo(NOTHING);
    assertThat(acknowledge(key(1), 99, 0)).isEqualTo(NOTHING);
    assertThat(acknowledge(key(2), second.id(), 0)).isEqualTo(NOTHING);
    assertThat(acknowledge(key(1), second.id(), 0).finished()).containsExactly(2L);
    assertThat(acknowledge(key(1), second.id(), 0)).isEqualTo(NOTHING);
  }

  @Test
  void anUnansweredCommandIsSentAgainUnchangedWithGrowingPauses() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();
    ledger.accept(2, List.of(assign(1, 6)), 0);

    List<Long> sent = new ArrayList<>();
    for (long now = 0; now < 20_000; now++) {
      for (Command command : ledger.overdue(now)) {
        assertThat(command).isEqualTo(first);
        sent.add(now);
      }
    }

    assertThat(sent)
        .containsExactly(
            100L, 300L, 700L, 1_500L, 3_100L, 6_300L, 9_500L, 12_700L, 15_900L, 19_100L);
  }

  @Test
  void theNextCommandIsDueAfterOneTimeoutAgain() {
    Command first = ledger.accept(1, List.of(assign(1, 5)), 0).getFirst();
    ledger.accept(2, List.of(assign(1, 6)), 0);
    ledger.overdue(100);
    ledger.overdue(300);
    Command second = acknowledge(key(1), first.id(), 1_000).next().orElseThrow();

    assertThat(ledger.overdue(1_099)).isEmpty();
    assertThat(ledger.overdue(1_100)).containsExactly(second);
    assertThat(ledger.overdue(1_299)).isEmpty();
    assertThat(ledger.overdue(1_300)).containsExactly(second);
  }

  @Test
  void timeMayOverflow() {
    long now = Long.MAX_VALUE - 50;
    Command first = ledger.accept(1, List.of(assign(1, 5)), now).getFirst();

    assertThat(ledger.overdue(now + 99)).isEmpty();
    assertThat(ledger.overdue(now + 100)).containsExactly(first);
  }

  @Test
  void aCommandHoldsALimitedNumberOfChanges() {
    int max = CommandLedger.MAX_CHANGES_PER_COMMAND;
    Command first = ledger.accept(0, List.of(assign(1, 0)), 0).getFirst();
    for (long work = 1; work <= max + 1; work++) {
      ledger.accept(work, List.of(assign(1, work)), 0);
    }

    Progress second = acknowledge(key(1), first.id(), 0);
    Progress third = acknowledge(key(1), second.next().orElseThrow().id(), 0);

    assertThat(offsets(second.next().orElseThrow()))
        .isEqualTo(LongStream.rangeClosed(1, max).boxed().toList());
    assertThat(third.finished()).hasSize(max);
    assertThat(offsets(third.next().orElseThrow())).containsExactly(max + 1L);
  }

  @Test
  void refusesAWorkThatIsEmptyOrUnderWayAndStaysAsItWas() {
    List<Command> commands = ledger.accept(1, List.of(assign(1, 5), assign(2, 5)), 0);

    assertThatThrownBy(() -> ledger.accept(2, List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ledger.accept(1, List.of(assign(3, 6)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("work 1 is empty or already under way");

    assertThat(acknowledge(key(1), commands.get(0).id(), 0)).isEqualTo(NOTHING);
    assertThat(acknowledge(key(2), commands.get(1).id(), 0).finished()).containsExactly(1L);
    assertThat(ledger.accept(1, List.of(assign(3, 6)), 0)).hasSize(1);
  }
}
