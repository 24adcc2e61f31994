package io.headwater.actors.quarantine;

import io.headwater.core.quarantine.QuarantineCatalogue;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineFilter;
import io.headwater.core.quarantine.QuarantineGroup;
import io.headwater.core.quarantine.QuarantinePage;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.QuarantineView;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the quarantine's topics from their beginning, in a thread of its own.
 *
 * <p>Payloads are not held; they are read from the topic when somebody wants to see one. Where more
 * records are kept than are listed, the topics are read anew when half of the list is gone.
 * Thread-safe.
 */
public final class QuarantineFollower implements QuarantineView, AutoCloseable {

  /** The most records that are listed: some 50 MB. */
  static final int MAX_ENTRIES = 50_000;

  /** The most further records that are counted: some 150 MB, when it comes to that. */
  static final int MAX_COUNTED = 1_000_000;

  /** The most records of which the end is remembered. */
  static final int MAX_SETTLED = 10_000;

  private static final Logger LOG = LoggerFactory.getLogger(QuarantineFollower.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration READ_LIMIT = Duration.ofSeconds(5);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int MAX_POLL_RECORDS = 500;

  private final Map<String, Object> properties;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;
  private volatile QuarantineCatalogue catalogue = empty();
  private volatile boolean isCaughtUp;

  /** Begins to follow the topics, which must exist. */
  public QuarantineFollower(Map<String, String> kafka) {
    this.properties = new HashMap<>(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    this.thread = new Thread(this::run, "quarantine");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public boolean isCaughtUp() {
    return isCaughtUp;
  }

  @Override
  public boolean isComplete() {
    return catalogue.isComplete();
  }

  @Override
  public List<QuarantineGroup> groups() {
    return catalogue.groups();
  }

  @Override
  public QuarantinePage page(
      QuarantineFilter filter, Optional<QuarantinePage.Cursor> after, int limit) {
    return catalogue.page(filter, after, limit);
  }

  @Override
  public Optional<QuarantineEntry> entry(String id) {
    return catalogue.entry(id);
  }

  @Override
  public boolean isRetryRequested(String id) {
    return catalogue.isRetryRequested(id);
  }

  @Override
  public Optional<Settled> settled(String id) {
    return catalogue.settled(id);
  }

  /** Whether any record tells of a withheld document. */
  boolean hasWithheld() {
    return catalogue.hasWithheld();
  }

  /** Whether a record of that key is there. */
  boolean isKept(String key) {
    return catalogue.isKept(key);
  }

  @Override
  public Optional<QuarantineRecord> read(QuarantineEntry entry) {
    TopicPartition partition = new TopicPartition(Topics.QUARANTINE, entry.partition());
    try (Consumer<String, byte[]> consumer = consumer(1)) {
      consumer.assign(List.of(partition));
      consumer.seek(partition, entry.offset());
      long deadline = System.nanoTime() + READ_LIMIT.toNanos();
      while (consumer.position(partition) <= entry.offset() && System.nanoTime() < deadline) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          return found.offset() == entry.offset()
                  && entry.id().equals(found.key())
                  && found.value() != null
              ? Optional.of(QuarantineMessages.read(found))
              : Optional.empty();
        }
      }
      return Optional.empty();
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

  private void run() {
    while (stop.getCount() > 0) {
      try {
        follow();
      } catch (KafkaException e) {
        LOG.warn("The quarantine is not followed for a moment: {}", e.toString());
        await();
      }
    }
  }

  /** Reads all there is and goes on, until there is reason to begin anew. */
  private void follow() {
    QuarantineCatalogue read = empty();
    Consumer<String, byte[]> consumer = consumer(MAX_POLL_RECORDS);
    try {
      List<TopicPartition> partitions =
          Stream.of(Topics.QUARANTINE, Topics.QUARANTINE_REQUESTS)
              .flatMap(topic -> consumer.partitionsFor(topic).stream())
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      boolean current = false;
      while (stop.getCount() > 0 && !(current && read.isWorthReadingAnew())) {
        for (ConsumerRecord<String, byte[]> found : consumer.poll(POLL)) {
          take(read, found);
        }
        if (!current
            && ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          current = true;
          catalogue = read;
          isCaughtUp = true;
        }
      }
    } finally {
      consumer.close(CloseOptions.timeout(CLOSE_LIMIT));
    }
  }

  private static void take(QuarantineCatalogue read, ConsumerRecord<String, byte[]> found) {
    if (found.key() == null) {
      return;
    }
    boolean isTombstone = found.value() == null;
    if (found.topic().equals(Topics.QUARANTINE)) {
      if (isTombstone) {
        read.settled(found.key(), QuarantineMessages.settled(found));
      } else {
        read.kept(QuarantineMessages.entry(found));
      }
    } else if (isTombstone) {
      read.answered(found.key());
    } else {
      read.requested(found.key());
    }
  }

  private void await() {
    try {
      if (stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("The quarantine's follower is stopped");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  private static QuarantineCatalogue empty() {
    return new QuarantineCatalogue(MAX_ENTRIES, MAX_COUNTED, MAX_SETTLED);
  }

  private Consumer<String, byte[]> consumer(int records) {
    Map<String, Object> own = new HashMap<>(properties);
    own.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, records);
    return new KafkaConsumer<>(own, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
