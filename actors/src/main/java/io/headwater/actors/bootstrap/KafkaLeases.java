package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseBook;
import io.headwater.core.bootstrap.LeaseDesk;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases in the topic {@code headwater.leases}, which every node follows from its beginning: a
 * lease that one node gives holds on all of them, and outlives their restarts. Thread-safe.
 */
public final class KafkaLeases implements LeaseDesk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaLeases.class);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.LEASES, 0);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final LeaseBook book = new LeaseBook();
  private final Producer<String, byte[]> producer;
  private final Map<String, Object> properties;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch read = new CountDownLatch(1);
  private final Thread thread;

  /** Begins to follow the topic, which must exist. */
  public KafkaLeases(Map<String, String> kafka, InstantSource clock) {
    this.clock = clock;
    Map<String, Object> writing = new HashMap<>(kafka);
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    this.producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    this.properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.thread = new Thread(this::run, "leases");
    thread.setDaemon(true);
    thread.start();
  }

  /** Waits until the leases that were given before are known; false when that takes too long. */
  public boolean awaitRead(Duration limit) throws InterruptedException {
    return read.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The lowest offset of each partition from which on deletions have to be remembered. */
  public Map<Integer, Long> pinned(ResourceType type, String epoch) {
    return book.pinned(type, epoch, clock.instant());
  }

  @Override
  public Optional<Lease> lease(String id) {
    return book.lease(id, clock.instant());
  }

  @Override
  public boolean isFull() {
    return book.isFull(clock.instant());
  }

  @Override
  public CompletionStage<Void> hold(Lease lease) {
    // Here it holds at once: what is forgotten between now and its arrival would be lost.
    book.held(lease);
    return send(new ProducerRecord<>(Topics.LEASES, lease.id(), lease.toJson()));
  }

  @Override
  public CompletionStage<Void> release(String id) {
    return send(new ProducerRecord<>(Topics.LEASES, id, null));
  }

  // The callback tells the outcome, so the future has nothing to add.
  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletionStage<Void> send(ProducerRecord<String, byte[]> produced) {
    CompletableFuture<Void> sent = new CompletableFuture<>();
    producer.send(
        produced,
        (metadata, failure) -> {
          if (failure == null) {
            sent.complete(null);
          } else {
            sent.completeExceptionally(failure);
          }
        });
    return sent;
  }

  private void run() {
    while (stop.getCount() > 0) {
      try {
        follow();
      } catch (KafkaException e) {
        LOG.warn("leases are not followed for a moment: {}", e.toString());
        pause();
      }
    }
  }

  private void follow() {
    Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
    try {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      while (stop.getCount() > 0) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          take(found);
        }
        if (consumer.position(PARTITION) >= end) {
          read.countDown();
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  private void take(ConsumerRecord<String, byte[]> found) {
    if (found.key() == null) {
      return;
    }
    if (found.value() == null) {
      book.released(found.key());
      return;
    }
    Lease.read(found.key(), found.value())
        .ifPresentOrElse(
            book::held,
            () ->
                LOG.warn(
                    "offset {} of {} is no lease and is ignored", found.offset(), Topics.LEASES));
  }

  private void pause() {
    try {
      if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("the follower of leases is stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(CLOSE_LIMIT.multipliedBy(2).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(CLOSE_LIMIT);
  }
}
