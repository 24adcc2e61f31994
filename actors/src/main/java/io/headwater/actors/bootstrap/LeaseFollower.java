package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseBook;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the book of leases as the topic says, on a thread of its own. Thread-safe. */
final class LeaseFollower implements AutoCloseable {

  static final TopicPartition PARTITION = new TopicPartition(Topics.LEASES, 0);

  private static final Logger LOG = LoggerFactory.getLogger(LeaseFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final LeaseBook book;
  private final InstantSource clock;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch read = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<String> problem = Optional.of("the leases are not read yet");
  private long next;

  /** Begins to follow the topic, which must exist. */
  LeaseFollower(Supplier<Consumer<String, byte[]>> consumers, LeaseBook book, InstantSource clock) {
    this.consumers = consumers;
    this.book = book;
    this.clock = clock;
    this.thread = new Thread(this::run, "leases");
    thread.setDaemon(true);
    thread.start();
  }

  /** A consumer for these client properties. */
  static Consumer<String, byte[]> consumer(Map<String, String> kafka) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Waits until what was written before is in the book; false when that takes too long. */
  boolean awaitRead(Duration limit) throws InterruptedException {
    return read.await(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Why leases of other nodes are not heard of now; empty while they are. */
  Optional<String> problem() {
    return thread.isAlive() ? problem : Optional.of("the leases are not followed any more");
  }

  private void run() {
    while (stop.getCount() > 0) {
      try {
        follow();
      } catch (RuntimeException e) {
        problem = Optional.of("the topic " + Topics.LEASES + " cannot be followed: " + e);
        LOG.warn("leases are not followed for a moment: {}", e.toString());
        pause();
      }
    }
  }

  private void follow() {
    Consumer<String, byte[]> consumer = consumers.get();
    try {
      consumer.assign(List.of(PARTITION));
      // Never again from the beginning: older forms would come back for a while.
      consumer.seek(PARTITION, next);
      long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
      while (stop.getCount() > 0) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          take(found);
        }
        next = consumer.position(PARTITION);
        book.forgetEnded(clock.instant());
        if (next >= end) {
          problem = Optional.empty();
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
      book.released(found.key(), found.offset());
      return;
    }
    Optional<Lease> lease = Lease.read(found.key(), found.value());
    if (lease.isEmpty()) {
      LOG.warn("offset {} of {} is no lease and is ignored", found.offset(), Topics.LEASES);
    } else if (lease.get().isEnded(clock.instant())) {
      book.released(found.key(), found.offset());
    } else {
      book.held(lease.get(), found.offset());
    }
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
  }
}
