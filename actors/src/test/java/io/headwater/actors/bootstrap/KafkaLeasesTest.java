package io.headwater.actors.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaLeasesTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final Instant NOW = Instant.parse("2026-11-20T09:11:10Z");
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final List<TopicInMemory> consumers = new CopyOnWriteArrayList<>();
  private final List<ConsumerRecord<String, byte[]>> topic = new CopyOnWriteArrayList<>();
  private final CountDownLatch away = new CountDownLatch(1);
  private volatile boolean isAway;

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer()) {
        @Override
        public Future<RecordMetadata> send(
            ProducerRecord<String, byte[]> written, Callback callback) {
          if (isAway) {
            awaitQuietly();
            throw new KafkaException("away");
          }
          return super.send(written, callback);
        }
      };

  private KafkaLeases leases = open();

  /** The topic as one consumer reads it. */
  private static final class TopicInMemory extends MockConsumer<String, byte[]> {

    private final List<Long> seeks = new CopyOnWriteArrayList<>();

    TopicInMemory(List<ConsumerRecord<String, byte[]>> topic) {
      super("earliest");
      updateBeginningOffsets(Map.of(LeaseFollower.PARTITION, 0L));
      updateEndOffsets(Map.of(LeaseFollower.PARTITION, (long) topic.size()));
      schedulePollTask(() -> topic.forEach(this::addRecord));
    }

    @Override
    public synchronized void seek(TopicPartition partition, long offset) {
      seeks.add(offset);
      super.seek(partition, offset);
    }
  }

  private void awaitQuietly() {
    try {
      away.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private KafkaLeases open() {
    return new KafkaLeases(producer, this::consumer, () -> NOW);
  }

  private Consumer<String, byte[]> consumer() {
    TopicInMemory consumer = new TopicInMemory(topic);
    consumers.add(consumer);
    return consumer;
  }

  private static Lease lease(String id, long from) {
    return lease(id, from, NOW.plusSeconds(60));
  }

  private static Lease lease(String id, long from, Instant expires) {
    return new Lease(id, WIDGET, StreamPositions.of("e1", Map.of(0, from)), expires);
  }

  private void stored(Lease lease) {
    topic.add(new ConsumerRecord<>(Topics.LEASES, 0, topic.size(), lease.id(), lease.toJson()));
  }

  private void reopen() throws InterruptedException {
    leases.close();
    leases = open();
    assertThat(leases.awaitRead(LIMIT)).isTrue();
  }

  @AfterEach
  void close() {
    away.countDown();
    leases.close();
  }

  @Test
  void aLeaseHoldsWhenItIsWritten() {
    CompletableFuture<Void> held = leases.hold(lease("a", 5)).toCompletableFuture();
    assertThat(leases.pinned(WIDGET, "e1")).containsExactly(Map.entry(0, 5L));

    await().atMost(LIMIT).until(producer::completeNext);

    await().atMost(LIMIT).until(held::isDone);
    assertThat(leases.lease("a")).contains(lease("a", 5));
  }

  @Test
  void aLeaseThatCannotBeWrittenIsNotHeld() {
    CompletableFuture<Void> held = leases.hold(lease("a", 5)).toCompletableFuture();

    await().atMost(LIMIT).until(() -> producer.errorNext(new TimeoutException("late")));

    await().atMost(LIMIT).until(held::isDone);
    assertThat(held).isCompletedExceptionally();
    assertThat(leases.lease("a")).isEmpty();
    assertThat(leases.pinned(WIDGET, "e1")).isEmpty();
  }

  @Test
  void aBrokerThatIsAwayHoldsUpNobodyAndOnlySoManyWait() {
    isAway = true;
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (int i = 0; i <= LeaseWriter.MAX_WAITING + 1; i++) {
      asked.add(leases.hold(lease("a" + i, 5)).toCompletableFuture());
    }

    assertThat(asked.getFirst()).isNotDone();
    assertThat(asked.getLast()).isCompletedExceptionally();
    away.countDown();
    await()
        .atMost(LIMIT)
        .until(() -> asked.stream().allMatch(CompletableFuture::isCompletedExceptionally));
    assertThat(leases.pinned(WIDGET, "e1")).isEmpty();
  }

  @Test
  void whatHasEndedIsNotTakenFromTheTopic() throws InterruptedException {
    stored(lease("a", 5));
    stored(lease("b", 3, NOW));
    stored(lease("a", 7, NOW.minusSeconds(1)));
    stored(lease("c", 9));

    reopen();

    assertThat(leases.pinned(WIDGET, "e1")).containsExactly(Map.entry(0, 9L));
    assertThat(leases.problem()).isEmpty();
  }

  @Test
  void afterAFailureItGoesOnWhereItWas() throws InterruptedException {
    stored(lease("a", 5));
    stored(lease("a", 7));
    reopen();
    int known = consumers.size();

    consumers.getLast().setPollException(new KafkaException("broken"));

    await().atMost(LIMIT).until(() -> consumers.size() > known);
    await().atMost(LIMIT).until(() -> !consumers.getLast().seeks.isEmpty());
    assertThat(consumers.getLast().seeks).containsExactly(2L);
    await().atMost(LIMIT).until(() -> leases.problem().isEmpty());
    assertThat(leases.pinned(WIDGET, "e1")).containsExactly(Map.entry(0, 7L));
  }
}
