package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Nodes that open the same partition at once: one of them ends as its owner. */
class PartitionContentionIT extends OwnershipScenario {

  private static final Logger LOG = LoggerFactory.getLogger(PartitionContentionIT.class);
  private static final int ROUNDS = 6;
  private static final int MAX_LAG_MILLIS = 120;
  private static final Duration HAND_OVER = Duration.ofMillis(200);
  private static final String CONTENDED = widgetIn(0);

  @Test
  void exactlyOneOfTwoLivingNodesOwnsAPartitionThatBothOpen() throws Exception {
    alive.addAll(names(2));

    contend(2);
  }

  @Test
  void exactlyOneOfThreeNodesThatTakeEachOtherForDeadOwnsAPartition() throws Exception {
    contend(3);
  }

  @Test
  void aNodeThatGaveWayIsNotFencedAndOpensThePartitionLater() throws Exception {
    alive.addAll(names(2));
    JournalRuntime first = node("node-0");
    JournalRuntime second = node("node-1");
    // A third one holds the partition, so that both wait, and the earlier sees the later.
    alive.add("holder");
    JournalRuntime holder = node("holder");
    open(holder, 0);
    CompletableFuture<Void> earlier = first.open(0);
    awaitClaimants(0, "holder", "node-0");
    CompletableFuture<Void> later = second.open(0);

    assertThat(earlier)
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withMessageContaining("partition 0 was claimed by node-1 after this node");
    holder.stopped(0);
    later.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    persist(second, CONTENDED, 1);
    second.stopped(0);
    // A partition that could not be opened is left alone for a moment.
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptionsMatching(ExecutionException.class::isInstance)
        .untilAsserted(() -> open(first, 0));
    persist(first, CONTENDED, 2);
    assertThat(first.failure()).isEmpty();
    assertThat(published(CONTENDED)).containsExactly(1L, 2L);
  }

  private void contend(int nodes) throws Exception {
    long seed = System.nanoTime();
    LOG.warn("seed {}", seed);
    Random random = new Random(seed);
    for (int round = 1; round <= ROUNDS; round++) {
      List<JournalRuntime> runtimes = new ArrayList<>();
      for (String name : names(nodes)) {
        runtimes.add(node(name, name + "-" + round, HAND_OVER, OwnershipScenario::plain));
      }
      List<JournalRuntime> order = new ArrayList<>(runtimes);
      Collections.shuffle(order, random);
      List<CompletableFuture<Void>> openings = new ArrayList<>();
      for (JournalRuntime one : order) {
        openings.add(one.open(0));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_LAG_MILLIS)));
      }
      assertOneOwner(round, order, openings);
      for (JournalRuntime one : runtimes) {
        close(one);
      }
    }
    assertThat(published(CONTENDED)).hasSize(ROUNDS).isSorted().doesNotHaveDuplicates();
    assertThat(journaled(CONTENDED)).isEqualTo(published(CONTENDED));
  }

  /** Each node that thinks it owns the partition writes the round's version. */
  private void assertOneOwner(
      int round, List<JournalRuntime> order, List<CompletableFuture<Void>> openings)
      throws Exception {
    List<JournalRuntime> openers = new ArrayList<>();
    for (int i = 0; i < order.size(); i++) {
      if (hasSucceeded(openings.get(i))) {
        openers.add(order.get(i));
      }
    }
    assertThat(openers).as("round %d", round).isNotEmpty();
    int owners = 0;
    for (JournalRuntime opener : openers) {
      JournalWrite write = submit(opener, CONTENDED, round);
      if (hasSucceeded(write.done())) {
        assertThat(result(write)).isEqualTo(Optional.empty());
        owners++;
      }
    }
    assertThat(owners).as("owners in round %d of %d openers", round, openers.size()).isEqualTo(1);
  }

  private static boolean hasSucceeded(CompletableFuture<?> future) throws Exception {
    try {
      future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      assertThat(e.getCause()).isInstanceOf(JournalException.class);
      return false;
    }
  }

  private static List<String> names(int nodes) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      names.add("node-" + i);
    }
    return names;
  }
}
