package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topic of wishes, the quarantine and the change log in Kafka, as committed readers see them.
 *
 * <p>A thread of its own follows the wishes, so that the engine never waits for them.
 */
public final class KafkaRetryInbox implements RetryInbox {

  /** The most open wishes that are held; later ones are taken up when these are answered. */
  static final int MAX_OPEN = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(KafkaRetryInbox.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  /** For so long a reading may get nothing. */
  private static final Duration READ_LIMIT = Duration.ofSeconds(20);

  private static final Duration JOIN_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_POLL_RECORDS = 500;

  private final ChangeLogSettings settings;
  private final String source;
  private final Map<String, RetryRequest> wishes = new LinkedHashMap<>();
  private final Thread follower;

  /** Reads records and the change log, in the engine's thread. */
  private Optional<Consumer<String, byte[]>> reader = Optional.empty();

  private final CountDownLatch closing = new CountDownLatch(1);

  /** Whether wishes were left out, as too many were open. */
  private boolean leftOut;

  private volatile Optional<Consumer<String, byte[]>> following = Optional.empty();

  private KafkaRetryInbox(ChangeLogSettings settings, String source) {
    this.settings = settings;
    this.source = source;
    this.follower = new Thread(this::follow, "retries-" + source);
    follower.setDaemon(true);
  }

  /** Begins to follow the wishes for a source; the topic must exist. */
  public static KafkaRetryInbox open(ChangeLogSettings settings, String source) {
    KafkaRetryInbox inbox = new KafkaRetryInbox(settings, source);
    inbox.follower.start();
    return inbox;
  }

  @Override
  public List<RetryRequest> open(int limit) {
    synchronized (wishes) {
      return wishes.values().stream().limit(limit).toList();
    }
  }

  @Override
  public void answered(List<RetryRequest> answered) {
    synchronized (wishes) {
      answered.forEach(wish -> wishes.remove(wish.id()));
    }
  }

  @Override
  public Optional<QuarantineRecord> record(RetryRequest wish) {
    return reading(consumer -> record(consumer, wish));
  }

  @Override
  public Reading read(LogPlace from, long limit, LogReader taker) {
    return reading(consumer -> read(consumer, from, limit, taker));
  }

  /** One consumer serves all readings; after a failure the next one makes another. */
  private <T> T reading(Function<Consumer<String, byte[]>, T> read) {
    Consumer<String, byte[]> consumer = reader.orElseGet(() -> consumer());
    reader = Optional.of(consumer);
    try {
      return read.apply(consumer);
    } catch (KafkaException e) {
      reader = Optional.empty();
      consumer.close(CloseOptions.timeout(JOIN_LIMIT));
      throw e;
    }
  }

  private static Optional<QuarantineRecord> record(
      Consumer<String, byte[]> consumer, RetryRequest wish) {
    TopicPartition partition = new TopicPartition(Topics.QUARANTINE, wish.partition());
    consumer.assign(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    if (wish.offset() < 0 || wish.offset() >= end) {
      return Optional.empty();
    }
    consumer.seek(partition, wish.offset());
    long deadline = System.nanoTime() + READ_LIMIT.toNanos();
    while (consumer.position(partition) <= wish.offset()) {
      for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
        return wish.id().equals(found.key()) && found.offset() == wish.offset()
            ? Optional.ofNullable(found.value()).map(value -> decode(found, value))
            : Optional.empty();
      }
      requireTime(deadline, partition);
    }
    return Optional.empty();
  }

  private Reading read(
      Consumer<String, byte[]> consumer, LogPlace from, long limit, LogReader taker) {
    TopicPartition partition = new TopicPartition(Topics.changes(source), from.partition());
    if (!topicId().equals(from.topicId())) {
      return Reading.GONE;
    }
    consumer.assign(List.of(partition));
    long begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    if (from.from() < begin || from.from() > end) {
      return Reading.GONE;
    }
    if (end - from.from() > limit) {
      return Reading.TOO_LONG;
    }
    consumer.seek(partition, from.from());
    long deadline = System.nanoTime() + READ_LIMIT.toNanos();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<String, byte[]> logged : consumer.poll(POLL)) {
        taker.next(logged.offset(), decoded(logged));
        deadline = System.nanoTime() + READ_LIMIT.toNanos();
      }
      requireTime(deadline, partition);
    }
    return Reading.COMPLETE;
  }

  @Override
  public void close() {
    closing.countDown();
    following.ifPresent(Consumer::wakeup);
    reader.ifPresent(consumer -> consumer.close(CloseOptions.timeout(JOIN_LIMIT)));
    reader = Optional.empty();
    try {
      follower.join(JOIN_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    while (isOpen()) {
      try (Consumer<String, byte[]> consumer = consumer()) {
        following = Optional.of(consumer);
        TopicPartition partition = new TopicPartition(Topics.QUARANTINE_REQUESTS, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        synchronized (wishes) {
          wishes.clear();
          leftOut = false;
        }
        while (isOpen()) {
          for (ConsumerRecord<String, byte[]> wish : consumer.poll(POLL)) {
            take(wish);
          }
          readAgainIfDue(consumer, partition);
        }
      } catch (WakeupException e) {
        LOG.debug("The inbox of source '{}' is closed", source);
      } catch (KafkaException e) {
        LOG.warn("The wishes for retries of source '{}' are not read: {}", source, e.toString());
        pause();
      }
    }
  }

  private void take(ConsumerRecord<String, byte[]> wish) {
    if (wish.key() == null) {
      return;
    }
    synchronized (wishes) {
      if (wish.value() == null) {
        wishes.remove(wish.key());
        return;
      }
      Optional<RetryRequest> request =
          RetryRequest.read(wish.key(), wish.value()).filter(read -> read.source().equals(source));
      if (request.isPresent() && wishes.size() < MAX_OPEN) {
        wishes.put(wish.key(), request.get());
      } else {
        leftOut |= request.isPresent();
      }
    }
  }

  /** When all that were held are answered, those that were left out are read again. */
  private void readAgainIfDue(Consumer<String, byte[]> consumer, TopicPartition partition) {
    synchronized (wishes) {
      if (leftOut && wishes.isEmpty()) {
        leftOut = false;
        consumer.seekToBeginning(List.of(partition));
      }
    }
  }

  /** Ends at once when the inbox is closed. */
  private void pause() {
    try {
      boolean isClosing = closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      LOG.debug("The pause of source '{}' has ended, closing: {}", source, isClosing);
    } catch (InterruptedException e) {
      closing.countDown();
      Thread.currentThread().interrupt();
    }
  }

  private boolean isOpen() {
    return closing.getCount() > 0;
  }

  private String topicId() {
    String topic = Topics.changes(source);
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      return admin
          .describeTopics(List.of(topic))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .topicId()
          .toString();
    } catch (ExecutionException e) {
      throw new KafkaException("the topic " + topic + " cannot be described", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted while a topic was described", e);
    }
  }

  private static Optional<ChangeLogRecord> decoded(ConsumerRecord<String, byte[]> logged) {
    if (logged.value() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(ChangeLogCodec.decode(logged.value()));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static QuarantineRecord decode(ConsumerRecord<String, byte[]> found, byte[] value) {
    List<RefusedInput.Header> headers = new ArrayList<>();
    found
        .headers()
        .forEach(
            header ->
                headers.add(
                    new RefusedInput.Header(
                        header.key(),
                        Bytes.of(header.value() == null ? new byte[0] : header.value()))));
    return QuarantineCodec.decode(
        headers, Bytes.of(value), Instant.ofEpochMilli(found.timestamp()));
  }

  private static void requireTime(long deadline, TopicPartition partition) {
    if (System.nanoTime() - deadline > 0) {
      throw new KafkaException(
          "%s gave nothing for %s; a transaction may be open in it"
              .formatted(partition, READ_LIMIT));
    }
  }

  private Consumer<String, byte[]> consumer() {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLL_RECORDS);
    return new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
