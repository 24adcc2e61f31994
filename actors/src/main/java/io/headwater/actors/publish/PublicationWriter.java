package io.headwater.actors.publish;

import io.headwater.actors.quarantine.QuarantineMessages;
import io.headwater.core.json.Bytes;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pekko.persistence.query.Offset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes state records and the read journal's offset behind them in one Kafka transaction.
 *
 * <p>All writers of a read journal share a transactional id, so opening one fences all former ones,
 * also those of other processes, and then reads how far they came. After an exception the writer is
 * of no use any more: close it and open another, which settles what became of the last transaction.
 * Calls wait for each other and block.
 */
final class PublicationWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PublicationWriter.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);
  private static final int BUFFER_BYTES = 64 * 1024 * 1024;
  private static final int BATCH_BYTES = 128 * 1024;
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  /** A commit sends at once whatever waits, so this only gathers batches before it. */
  private static final int LINGER_MILLIS = 5;

  private final Map<String, String> kafka;
  private final PublishSettings settings;
  private final List<ResourceType> types;
  private Optional<Producer<String, byte[]>> producer = Optional.empty();
  private boolean closed;

  PublicationWriter(
      Map<String, String> kafka, PublishSettings settings, Collection<ResourceType> types) {
    this.kafka = Map.copyOf(kafka);
    this.settings = settings;
    this.types = List.copyOf(types);
  }

  /**
   * Fences every former writer and returns the offset that they came to.
   *
   * @throws PublishException when the topics hold what another journal published
   */
  synchronized Offset open() {
    if (closed) {
      throw new PublishException("the publisher was stopped before it was ready");
    }
    Producer<String, byte[]> opened =
        new KafkaProducer<>(properties(), new StringSerializer(), new ByteArraySerializer());
    producer = Optional.of(opened);
    opened.initTransactions();
    PublishedOffsets offsets = new PublishedOffsets(kafka, settings);
    Optional<Offset> newest = offsets.newest();
    if (newest.isEmpty()) {
      offsets.requireUnwritten(types);
      // From now on the topics are this journal's, whatever becomes of the first records.
      write(List.of(), Offset.noOffset());
    }
    LOG.info(
        "{} is published from {} on", settings.readJournal(), newest.orElse(Offset.noOffset()));
    return newest.orElseGet(Offset::noOffset);
  }

  /** Commits the publications, which are in the read journal's order; returns when it is done. */
  synchronized void write(List<Publication> publications, Offset last) {
    Producer<String, byte[]> writer =
        producer
            .filter(open -> !closed)
            .orElseThrow(() -> new PublishException("the publisher is stopped"));
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try {
      writer.beginTransaction();
      for (Publication publication : publications) {
        publication.states().forEach(state -> sent.add(writer.send(stateRecord(state))));
        publication
            .refused()
            .ifPresent(refused -> sent.add(writer.send(QuarantineMessages.of(refused))));
      }
      sent.add(
          writer.send(
              new ProducerRecord<>(
                  Topics.OFFSETS,
                  settings.offsetKey(),
                  PublishedOffset.encode(settings.readJournal(), last))));
      writer.commitTransaction();
      for (Future<RecordMetadata> one : sent) {
        one.get();
      }
    } catch (KafkaException | ExecutionException e) {
      throw new PublishException(
          "%d events of %s up to %s are not published: %s; they are tried again"
              .formatted(publications.size(), settings.readJournal(), last, reason(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PublishException("interrupted while events were published", e);
    }
  }

  /** Releases the producer; a transaction that is under way is waited for first. */
  @Override
  public synchronized void close() {
    closed = true;
    producer.ifPresent(open -> open.close(CLOSE_WAIT));
  }

  private ProducerRecord<String, byte[]> stateRecord(StateRecord state) {
    String id = state.resource().id().text();
    ProducerRecord<String, byte[]> produced =
        new ProducerRecord<>(
            Topics.state(state.resource().type()),
            Partitions.of(id, settings.partitions()),
            id,
            state.value().map(Bytes::array).orElse(null));
    for (StateRecord.Header header : state.headers()) {
      produced.headers().add(header.name(), header.value().array());
    }
    return produced;
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.transactionalId());
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        Math.toIntExact(settings.transactionTimeout().toMillis()));
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return properties;
  }
}
