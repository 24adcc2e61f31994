package io.headwater.persistence.journal;

import io.headwater.core.produce.KnownResources;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The node's one journal: its store and its writer. Opening it fences a former process of the same
 * writer id and reads the tail, so it blocks until the journal is ready. Thread-safe.
 */
public final class JournalRuntime implements KnownResources, AutoCloseable {

  private static final int BUFFER_BYTES = 64 * 1024 * 1024;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;
  private static final int LINGER_MILLIS = 5;

  private final JournalSettings settings;
  private final JournalStore store;
  private final GroupCommitWriter writer;

  JournalRuntime(JournalSettings settings, MeterRegistry registry) {
    this.settings = settings;
    this.store = new JournalStore(settings.directory(), journalIdentity(settings));
    try {
      this.writer =
          new GroupCommitWriter(
              settings,
              () ->
                  new KafkaProducer<>(
                      producerProperties(settings),
                      new StringSerializer(),
                      new ByteArraySerializer()),
              store,
              new JournalMeters(registry));
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** Why the journal has stopped for good; empty while it works. */
  public Optional<JournalException> failure() {
    return writer.failure();
  }

  @Override
  public void forEach(ResourceType type, Consumer<ResourceId> visitor) {
    store.forEachResource(type, visitor);
  }

  /** Commits what is queued, then releases the store. */
  @Override
  public void close() {
    writer.close();
    store.close();
  }

  JournalStore store() {
    return store;
  }

  int partitions() {
    return settings.partitions();
  }

  void submit(JournalWrite write) {
    writer.submit(write);
  }

  /** The journal topic's own id, which a topic that was made anew does not share. */
  static String journalIdentity(JournalSettings settings) {
    try (Admin admin = Admin.create(new HashMap<>(settings.kafka()))) {
      TopicDescription topic =
          admin
              .describeTopics(Set.of(Topics.JOURNAL))
              .topicNameValues()
              .values()
              .iterator()
              .next()
              .get();
      if (topic.partitions().size() != settings.partitions()) {
        throw new JournalException(
            "topic %s has %d partitions and headwater.produce.partitions is %d; mend: set it to the topic's number"
                .formatted(Topics.JOURNAL, topic.partitions().size(), settings.partitions()));
      }
      return topic.topicId().toString();
    } catch (ExecutionException e) {
      throw new JournalException(
          "cannot describe topic %s: %s".formatted(Topics.JOURNAL, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while the journal opened", e);
    }
  }

  static String transactionalId(JournalSettings settings) {
    return "headwater-journal-" + settings.writerId();
  }

  static Map<String, Object> producerProperties(JournalSettings settings) {
    Map<String, Object> properties = new HashMap<>(settings.kafka());
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(settings));
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(settings.transactionTimeout().toMillis()));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    // A commit flushes at once, so lingering only keeps batches from leaving half empty before it.
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return properties;
  }
}
