package io.headwater.persistence.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that loses a partition while its commit is under way does not come back. */
class FencedCommitIT extends OwnershipScenario {

  private static final String FIRST = widgetIn(0);
  private static final String OTHER = widgetIn(1);

  /** A producer that does not learn how its transactions end, once its steps are taken. */
  private static final class DeafProducer extends SteppedProducer {

    DeafProducer(Map<String, Object> properties, Queue<Step> steps) {
      super(properties, steps);
    }

    @Override
    public void abortTransaction() {
      throw new KafkaException("the answer is lost");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFencedNodeWhoseCommitTimesOutDoesNotComeBack(boolean newOwnerStays) throws Exception {
    JournalRuntime b = node("b");
    JournalRuntime a =
        node(
            "a",
            real -> {
              takeOver(b, newOwnerStays);
              throw new TimeoutException("paused for longer than max.block.ms");
            });
    open(a, 0, 1);

    assertThatThrownBy(() -> result(submit(a, FIRST, 1))).hasMessageContaining(FENCED);
    assertOnlyTheNewOwnerWrites(a, b);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFencedNodeWhoseCommitFailsDoesNotComeBack(boolean newOwnerStays) throws Exception {
    JournalRuntime b = node("b");
    JournalRuntime a =
        node(
            "a",
            real -> {
              takeOver(b, newOwnerStays);
              throw new KafkaException("a batch has expired");
            });
    open(a, 0, 1);

    assertThatThrownBy(() -> result(submit(a, FIRST, 1))).hasMessageContaining(FENCED);
    assertOnlyTheNewOwnerWrites(a, b);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFencedNodeThatLearnsNothingOfItsCommitLooksAtTheClaimsAndDoesNotComeBack(
      boolean newOwnerStays) throws Exception {
    JournalRuntime b = node("b");
    Queue<SteppedProducer.Step> steps =
        SteppedProducer.steps(
            real -> {
              takeOver(b, newOwnerStays);
              throw new KafkaException("the answer is lost");
            });
    JournalRuntime a = node("a", "a", FOREVER, properties -> new DeafProducer(properties, steps));
    open(a, 0, 1);

    assertThatThrownBy(() -> result(submit(a, FIRST, 1)))
        .hasMessageContaining("partition 0 was taken over" + (newOwnerStays ? " by b" : ""))
        .hasMessageContaining("mend: restart this node");
    assertOnlyTheNewOwnerWrites(a, b);
  }

  @Test
  void aNodeThatStartsAgainFencesItsFormerSelfAndDoesNotWaitForItsTransaction() throws Exception {
    CountDownLatch restarted = new CountDownLatch(1);
    JournalRuntime killed =
        node(
            "a",
            real -> {
              restarted.await();
              real.run();
            });
    open(killed, 0, 1);
    JournalWrite lost = submit(killed, FIRST, 1);
    awaitOpenTransaction(new TopicPartition(JournalTopics.WIDGETS, 0));
    JournalRuntime next = node("a", "restarted", FOREVER, OwnershipScenario::plain);
    open(next, 0, 1);

    restarted.countDown();
    assertThatThrownBy(() -> result(lost)).hasMessageContaining(FENCED);
    assertThat(next.entry("widget|" + FIRST)).isEmpty();
    persist(next, FIRST, 1);
    persist(next, OTHER, 1);
    assertThat(claimants(0)).containsExactly("a");
    assertThat(published(FIRST)).containsExactly(1L);
    assertThat(journaled(FIRST)).containsExactly(1L);
  }

  private JournalRuntime node(String name, SteppedProducer.Step step) {
    Queue<SteppedProducer.Step> steps = SteppedProducer.steps(step);
    return node(name, name, FOREVER, properties -> new SteppedProducer(properties, steps));
  }

  private void takeOver(JournalRuntime newOwner, boolean stays) throws Exception {
    open(newOwner, 0);
    if (!stays) {
      newOwner.stopped(0);
      awaitClaimants(0);
    }
  }

  private void assertOnlyTheNewOwnerWrites(JournalRuntime former, JournalRuntime newOwner)
      throws Exception {
    Awaitility.await().atMost(LIMIT).until(() -> former.failure().isPresent());
    JournalWrite late = submit(former, OTHER, 1);
    assertThat(late.done()).isCompletedExceptionally();
    open(newOwner, 0);
    assertThat(newOwner.entry("widget|" + FIRST)).isEmpty();
    persist(newOwner, FIRST, 1);
    assertThat(newOwner.failure()).isEmpty();
    assertThat(published(FIRST)).containsExactly(1L);
    assertThat(journaled(FIRST)).containsExactly(1L);
    assertThat(published(OTHER)).isEmpty();
  }

  private void awaitOpenTransaction(TopicPartition partition) {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () ->
                  end(admin, partition, IsolationLevel.READ_UNCOMMITTED)
                      > end(admin, partition, IsolationLevel.READ_COMMITTED));
    }
  }

  private static long end(Admin admin, TopicPartition partition, IsolationLevel isolation)
      throws Exception {
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(isolation))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
