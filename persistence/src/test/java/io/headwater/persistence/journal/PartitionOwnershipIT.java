package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PartitionOwnershipIT extends OwnershipScenario {

  private static final String FIRST = widgetIn(0);
  private static final String OTHER = widgetIn(1);
  private static final String FENCINGS = "headwater.journal.fencings";

  @Test
  void aPartitionOfANodeThatIsThoughtDeadIsTakenOverAndTheNodeFenced() throws Exception {
    JournalRuntime a = node("a");
    open(a, 0, 1);
    JournalEntry newest = persist(a, FIRST, 1);
    JournalRuntime b = node("b");
    open(b, 0);

    assertThat(b.entry("widget|" + FIRST)).contains(newest);
    assertRefused(a, FIRST, 2, FENCED);
    Awaitility.await().atMost(LIMIT).until(() -> a.failure().isPresent());
    assertThatThrownBy(() -> open(a, 2)).hasMessageContaining(FENCED);
    persist(b, FIRST, 2);
    assertThat(published(FIRST)).containsExactly(1L, 2L);
    assertThat(journaled(FIRST)).containsExactly(1L, 2L);
    assertThat(b.failure()).isEmpty();
    assertThat(claimants(0)).containsExactly("b");
    assertThat(fencings("b", "fenced-another")).isEqualTo(1);
    assertThat(fencings("b", "was-fenced")).isZero();
    assertThat(fencings("a", "was-fenced")).isEqualTo(1);
  }

  @Test
  void aPartitionThatWasGivenUpOpensElsewhereAndNobodyIsFenced() throws Exception {
    JournalRuntime a = node("a");
    open(a, 0, 1);
    JournalEntry newest = persist(a, FIRST, 1);
    a.stopped(0);
    awaitClaimants(0);
    JournalRuntime b = node("b");
    open(b, 0);

    assertThat(b.entry("widget|" + FIRST)).contains(newest);
    persist(b, FIRST, 2);
    assertRefused(a, FIRST, 2, NOT_OPEN);
    persist(a, OTHER, 1);
    assertThat(a.failure()).isEmpty();
    assertThat(fencings("b", "fenced-another")).isZero();
    assertThat(published(FIRST)).containsExactly(1L, 2L);
    assertThat(published(OTHER)).containsExactly(1L);
  }

  @Test
  void writesThatWereQueuedWhenAPartitionIsGivenUpAreSeenByTheNextOwner() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    open(a, 0);
    List<JournalWrite> writes = new ArrayList<>();
    for (int version = 1; version <= 200; version++) {
      writes.add(submit(a, FIRST, version));
    }
    a.stopped(0);
    JournalRuntime b = node("b");
    open(b, 0);

    for (JournalWrite write : writes) {
      assertThat(result(write)).isEmpty();
    }
    assertThat(b.entry("widget|" + FIRST).orElseThrow().sequenceNr()).isEqualTo(200);
    assertThat(published(FIRST)).hasSize(200).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void aLivingNodeIsWaitedForAndNotFenced() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    open(a, 0, 1);
    JournalRuntime b = node("b");
    CompletableFuture<Void> opening = b.open(0);
    awaitClaimants(0, "a", "b");
    persist(a, FIRST, 1);

    assertThat(opening).isNotDone();
    a.stopped(0);
    opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertThat(b.entry("widget|" + FIRST).orElseThrow().sequenceNr()).isEqualTo(1);
    persist(b, FIRST, 2);
    persist(a, OTHER, 1);
    assertThat(fencings("b", "fenced-another")).isZero();
    assertThat(published(FIRST)).containsExactly(1L, 2L);
  }

  @Test
  void aLivingNodeThatDoesNotLetGoInTimeIsFenced() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    open(a, 0);
    persist(a, FIRST, 1);
    JournalRuntime b = node("b", Duration.ofMillis(500));
    open(b, 0);

    assertRefused(a, FIRST, 2, FENCED);
    persist(b, FIRST, 2);
    assertThat(published(FIRST)).containsExactly(1L, 2L);
  }

  @Test
  void aNodeThatDiesWhileItIsWaitedForIsFencedAtOnce() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    open(a, 0);
    JournalRuntime b = node("b", FOREVER);
    CompletableFuture<Void> opening = b.open(0);
    awaitClaimants(0, "a", "b");
    alive.remove("a");

    opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    assertRefused(a, FIRST, 1, FENCED);
    persist(b, FIRST, 1);
    assertThat(published(FIRST)).containsExactly(1L);
  }

  @Test
  void aPartitionThatStopsAndStartsOnTheSameNodeGoesOn() throws Exception {
    JournalRuntime a = node("a");
    for (int version = 1; version <= 5; version++) {
      a.started(0);
      open(a, 0);
      persist(a, FIRST, version);
      assertThat(claimants(0)).containsExactly("a");
      a.stopped(0);
    }
    open(a, 0);

    assertThat(a.entry("widget|" + FIRST).orElseThrow().sequenceNr()).isEqualTo(5);
    assertThat(published(FIRST)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(fencings("a", "fenced-another")).isZero();
  }

  @Test
  void anActorThatAsksLateDoesNotTakeThePartitionBackFromItsNewOwner() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    a.started(0);
    open(a, 0);
    persist(a, FIRST, 1);
    a.stopped(0);
    awaitClaimants(0);
    JournalRuntime b = node("b");
    b.started(0);
    open(b, 0);

    assertThat(a.openForActor(0)).isCompletedExceptionally();
    assertThatThrownBy(() -> a.openForActor(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .hasMessageContaining("partition 0 has no shard on this node");
    persist(b, FIRST, 2);
    assertThat(claimants(0)).containsExactly("b");
    assertThat(a.problem()).isEmpty();
    b.stopped(0);
    a.started(0);
    a.openForActor(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    persist(a, FIRST, 3);
  }

  @Test
  void anActorOpensItsPartitionWhereShardsAreNotAnnounced() throws Exception {
    JournalRuntime a = node("a");
    a.openForActor(0).get(LIMIT.toSeconds(), TimeUnit.SECONDS);

    persist(a, FIRST, 1);
  }

  @Test
  void aPartitionComesBackWithWhatTheOtherNodeWroteMeanwhile() throws Exception {
    alive.add("a");
    alive.add("b");
    JournalRuntime a = node("a");
    JournalRuntime b = node("b");
    open(a, 0);
    persist(a, FIRST, 1);
    a.stopped(0);
    open(b, 0);
    persist(b, FIRST, 2);
    b.stopped(0);
    open(a, 0);

    assertThat(a.entry("widget|" + FIRST).orElseThrow().sequenceNr()).isEqualTo(2);
    persist(a, FIRST, 3);
    assertThat(published(FIRST)).containsExactly(1L, 2L, 3L);
    assertThat(a.failure()).isEmpty();
    assertThat(b.failure()).isEmpty();
  }

  @Test
  void writesToAPartitionThatIsNotOpenAreRefused() throws Exception {
    JournalRuntime a = node("a");
    assertRefused(a, FIRST, 1, NOT_OPEN);
    open(a, 0);

    assertRefused(a, OTHER, 1, NOT_OPEN);
    persist(a, FIRST, 1);
    assertThat(a.failure()).isEmpty();
    assertThat(published(OTHER)).isEmpty();
  }

  @Test
  void goesThroughTheResourcesOfPartitionsThatAreOpenOnOtherNodes() throws Exception {
    JournalRuntime a = node("a");
    JournalRuntime b = node("b");
    open(a, 0);
    open(b, 1);
    persist(a, FIRST, 1);
    persist(b, OTHER, 1);

    assertThat(known(a)).containsExactlyInAnyOrder(FIRST, OTHER);
    assertThat(known(b)).containsExactlyInAnyOrder(FIRST, OTHER);
    persist(a, FIRST, 2);
    persist(b, OTHER, 2);
    assertThat(known(node("c"))).containsExactlyInAnyOrder(FIRST, OTHER);
    assertThat(registry("c").get("headwater.journal.tail.records").summary().count())
        .as("openings of a node that opened nothing")
        .isZero();
  }

  @Test
  void aNodeThatClosesLeavesNoClaimsAndNobodyFencesIt() throws Exception {
    JournalRuntime a = node("a");
    open(a, 0, 1, 2);
    persist(a, FIRST, 1);
    close(a);

    assertThat(claimants(0)).isEmpty();
    assertThat(claimants(1)).isEmpty();
    JournalRuntime b = node("b");
    open(b, 0, 1, 2);
    assertThat(fencings("b", "fenced-another")).isZero();
    assertThat(b.entry("widget|" + FIRST)).isPresent();
  }

  @Test
  void aNodeThatClosesWhileItWaitsLeavesNoClaimAndTheOwnerAlone() throws Exception {
    alive.add("a");
    JournalRuntime a = node("a");
    open(a, 0);
    JournalRuntime b = node("b");
    CompletableFuture<Void> opening = b.open(0);
    awaitClaimants(0, "a", "b");
    close(b);

    assertThat(opening).isCompletedExceptionally();
    assertThat(claimants(0)).containsExactly("a");
    persist(a, FIRST, 1);
    assertThat(a.failure()).isEmpty();
  }

  private static List<String> known(JournalRuntime node) {
    List<String> ids = new ArrayList<>();
    node.forEach(WIDGET, id -> ids.add(id.text()));
    return ids;
  }

  private double fencings(String node, String role) {
    return registry(node).get(FENCINGS).tag("role", role).counter().count();
  }
}
