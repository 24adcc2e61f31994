package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PartitionOwnershipTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration FOREVER = Duration.ofMinutes(10);
  private static final Claim.Claimant SELF = new Claim.Claimant("node-1", "1", "tx-1", "self");
  private static final Claim.Claimant OTHER = new Claim.Claimant("node-2", "1", "tx-2", "other");

  private final ClaimsInMemory claims = new ClaimsInMemory();
  private final Steps steps = new Steps();
  private final PartitionOwnership ownership =
      new PartitionOwnership(SELF, new Membership("self", "other"::equals), FOREVER, claims, steps);

  /** A journal whose partitions are nothing but owned or not. */
  private static final class Steps implements PartitionOwnership.Steps {

    private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
    private final Set<Integer> unreadable = ConcurrentHashMap.newKeySet();
    private final Set<Integer> stuck = ConcurrentHashMap.newKeySet();
    private volatile Runnable beforeReading = () -> {};
    private volatile Consumer<Collection<Integer>> afterOwning = partitions -> {};

    @Override
    public void fence(Collection<Integer> partitions, Collection<Claim.Claimant> claimants) {}

    @Override
    public void catchUp(Collection<Integer> partitions) {
      beforeReading.run();
      for (int partition : partitions) {
        if (unreadable.contains(partition)) {
          throw new JournalException("partition %d cannot be read".formatted(partition));
        }
      }
    }

    @Override
    public void look(Collection<Integer> partitions) {}

    @Override
    public void own(Collection<Integer> partitions) {
      owned.addAll(partitions);
      afterOwning.accept(partitions);
    }

    @Override
    public Set<Integer> owned() {
      return owned;
    }

    @Override
    public void disown(int partition) {
      if (stuck.contains(partition)) {
        throw new JournalException("the writer of partition %d has ended".formatted(partition));
      }
      owned.remove(partition);
    }
  }

  @AfterEach
  void close() {
    ownership.close();
  }

  @Test
  void aPartitionThatMovedAwayWhileItWasOpenedIsNoProblemOfThisNode() {
    claims.claim(List.of(claim(OTHER, 1)));
    CompletableFuture<Void> opening = ownership.open(1);
    Awaitility.await().atMost(LIMIT).until(() -> claims.read().contains(claim(SELF, 1)));

    ownership.release(1);
    claims.claim(List.of(claim(OTHER, 1)));

    assertThatThrownBy(() -> opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .hasMessageContaining("partition 1 was claimed by node-2 after this node");
    assertThat(ownership.problem()).isEmpty();
    assertThat(claims.read()).containsExactly(claim(OTHER, 1));
  }

  @Test
  void aPartitionThatThisNodeStillNeedsAndCannotOpenIsAProblem() {
    claims.claim(List.of(claim(OTHER, 1)));
    CompletableFuture<Void> opening = ownership.open(1);
    Awaitility.await().atMost(LIMIT).until(() -> claims.read().contains(claim(SELF, 1)));
    claims.claim(List.of(claim(OTHER, 1)));

    assertThatThrownBy(() -> opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .hasMessageContaining("after this node");
    assertThat(ownership.problem())
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("partition 1: "));
    ownership.release(1);
    assertThat(ownership.problem()).isEmpty();
  }

  @Test
  void aPartitionThatIsOpenAgainKeepsItsClaimWhenTheFormerOneCouldNotBeEnded() throws Exception {
    open(1);
    claims.refuseReleases();
    ownership.release(1);
    Awaitility.await().atMost(LIMIT).until(() -> steps.owned.isEmpty());
    open(1);
    claims.allowReleases();
    open(2);

    assertThat(claims.read()).containsExactlyInAnyOrder(claim(SELF, 1), claim(SELF, 2));
  }

  @Test
  void aPartitionThatCannotBeReadKeepsNoOtherFromOpening() throws Exception {
    steps.unreadable.add(3);
    List<CompletableFuture<Void>> together = openTogetherTo(5);

    assertThatThrownBy(() -> together.get(2).get(LIMIT.toSeconds(), TimeUnit.SECONDS))
        .hasMessageContaining("partition 3 cannot be read");
    for (int partition : List.of(1, 2, 4, 5)) {
      together.get(partition - 1).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
    assertThat(steps.owned).containsExactlyInAnyOrder(0, 1, 2, 4, 5);
    assertThat(claims.read())
        .extracting(Claim::partition)
        .as("what is claimed")
        .containsExactlyInAnyOrder(0, 1, 2, 4, 5);
    assertThat(ownership.problem()).contains("partition 3: partition 3 cannot be read");
  }

  @Test
  void allPartitionsOfAGroupAreGivenUpAgainAlsoWhenOneCannotBe() throws Exception {
    steps.stuck.add(1);
    steps.afterOwning =
        partitions -> {
          if (partitions.contains(2)) {
            claims.claim(List.of(claim(OTHER, 2)));
          }
        };
    List<CompletableFuture<Void>> together = openTogetherTo(2);

    for (CompletableFuture<Void> one : together) {
      assertThatThrownBy(() -> one.get(LIMIT.toSeconds(), TimeUnit.SECONDS))
          .hasMessageContaining("node-2");
    }
    assertThat(steps.owned).containsExactlyInAnyOrder(0, 1);
    assertThat(claims.read())
        .as("what may be under way stays claimed")
        .containsExactlyInAnyOrder(claim(SELF, 0), claim(SELF, 1), claim(OTHER, 2));
  }

  /** Opens partition 0, and asks for those from 1 to the last while that goes on. */
  private List<CompletableFuture<Void>> openTogetherTo(int last) throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch requested = new CountDownLatch(1);
    steps.beforeReading =
        () -> {
          reading.countDown();
          await(requested);
        };
    CompletableFuture<Void> before = ownership.open(0);
    await(reading);
    List<CompletableFuture<Void>> together =
        IntStream.rangeClosed(1, last).mapToObj(ownership::open).toList();
    requested.countDown();
    before.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    return together;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void open(int partition) throws Exception {
    ownership.open(partition).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  private static Claim claim(Claim.Claimant claimant, int partition) {
    return new Claim(partition, claimant);
  }
}
