package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeLogWriter;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change log of one source in Kafka.
 *
 * <p>Change events, refused input and the engine's position of one transaction are written in one
 * Kafka transaction. The transactional id is the source's, so opening a writer fences all former
 * ones, also those of other processes. After an exception the writer is of no use any more: close
 * it and open another, which reads what was committed. Single-threaded.
 */
public final class KafkaChangeLogWriter implements ChangeLogWriter {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaChangeLogWriter.class);

  /** What waits to be sent; {@link #append} blocks when it is full. */
  private static final long BUFFER_BYTES = 64L * 1024 * 1024;

  /** The largest change, with room for the key and the record's own fields. */
  private static final int MAX_ENCODED_BYTES = ChangeLogTopics.MAX_RECORD_BYTES - 64 * 1024;

  private static final int BATCH_BYTES = 256 * 1024;

  /** A commit sends at once whatever waits, so this only gathers batches while events pour in. */
  private static final Duration LINGER = Duration.ofMillis(5);

  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(1);

  private final String source;
  private final String topic;
  private final int partitions;
  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Optional<Exception>> sendFailure =
      new AtomicReference<>(Optional.empty());
  private final ChangeLogEnd end;
  private Optional<StoredPosition> position;
  private boolean open;

  /** How many records of the change log the open transaction has, by partition. */
  private final long[] appended;

  private KafkaChangeLogWriter(
      String source,
      int partitions,
      KafkaProducer<byte[], byte[]> producer,
      ChangeLogEnd end,
      Optional<StoredPosition> position) {
    this.source = source;
    this.end = end;
    this.topic = Topics.changes(source);
    this.partitions = partitions;
    this.appended = new long[partitions];
    this.producer = producer;
    this.position = position;
  }

  /**
   * Opens the change log of a source, creating its topics where they are absent.
   *
   * <p>Every earlier writer of the source is fenced first; then its last committed position is
   * read.
   *
   * @param partitions those of the change log when it is created; one that exists keeps its own
   * @throws ChangeLogException when the broker cannot be reached or refuses
   */
  public static KafkaChangeLogWriter open(
      ChangeLogSettings settings, String source, int partitions) {
    int found = ChangeLogTopics.create(settings, source, partitions);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            producerProperties(settings, source),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try {
      producer.initTransactions();
      KafkaChangeLogWriterCheck.requireNoneHanging(settings, source);
      return new KafkaChangeLogWriter(
          source,
          found,
          producer,
          ChangeLogEnd.of(settings, source, found),
          OffsetsTopic.position(settings, source));
    } catch (KafkaException e) {
      producer.close(CLOSE_WAIT);
      throw new ChangeLogException(
          "cannot open the change log of source '%s' at %s; check the broker and its state"
              .formatted(source, settings.bootstrapServers()),
          e);
    } catch (ChangeLogException e) {
      producer.close(CLOSE_WAIT);
      throw e;
    }
  }

  /** The transactional id of a source's writers. */
  static String transactionalId(String source) {
    return "headwater-capture-" + source;
  }

  @Override
  public Optional<StoredPosition> position() {
    return position;
  }

  @Override
  public void begin() {
    producer.beginTransaction();
    open = true;
    Arrays.fill(appended, 0);
    end.begin();
  }

  @Override
  public int partitions() {
    return partitions;
  }

  @Override
  public void append(int partition, String key, ChangeLogRecord changeLogRecord) {
    byte[] encoded = ChangeLogCodec.encode(changeLogRecord);
    if (encoded.length > MAX_ENCODED_BYTES && changeLogRecord instanceof ChangeEvent event) {
      quarantine(partition, tooLarge(event, encoded), 0);
    } else {
      appended[partition]++;
      send(new ProducerRecord<>(topic, partition, utf8(key), encoded));
    }
  }

  /** Kafka would refuse the record at every attempt, and with it all that follows. */
  private static QuarantineRecord tooLarge(ChangeEvent event, byte[] encoded) {
    return new QuarantineRecord(
        event.source().name(),
        "capture",
        RefusalCause.CHANGE_TOO_LARGE,
        event.source().table() + " " + event.key().toJson(),
        "the change takes %,d bytes, more than the change log's limit of %,d; mend: leave its large columns out with column.exclude.list"
            .formatted(encoded.length, MAX_ENCODED_BYTES),
        event.source().position(),
        event.timestamp(),
        Bytes.of(encoded),
        RefusedInput.of(PayloadForm.CHANGE_EVENT),
        Tries.firstAt(event.timestamp()));
  }

  @Override
  public void quarantine(int partition, QuarantineRecord refused, long ahead) {
    RefusedInput input = refused.input();
    QuarantineRecord placed =
        input.logged().isPresent()
            ? refused
            : refused.withInput(input.loggedAt(end.place(partition, appended[partition] + ahead)));
    send(QuarantineCodec.encode(placed));
  }

  @Override
  public void keep(QuarantineRecord refused) {
    send(QuarantineCodec.encode(refused));
  }

  @Override
  public void settle(String key, Settled settled) {
    send(QuarantineCodec.settled(key, settled));
  }

  @Override
  public void answer(RetryRequest request) {
    send(new ProducerRecord<>(Topics.QUARANTINE_REQUESTS, utf8(request.id()), null));
  }

  @Override
  public void commit(Optional<StoredPosition> newer) {
    newer.ifPresent(
        next ->
            send(new ProducerRecord<>(Topics.OFFSETS, utf8(source), StoredPositions.encode(next))));
    producer.commitTransaction();
    open = false;
    checkSent();
    position = newer.or(() -> position);
  }

  @Override
  public void abort() {
    producer.abortTransaction();
    open = false;
    sendFailure.set(Optional.empty());
  }

  /** Closes the writer; a transaction that is open is given up. */
  @Override
  public void close() {
    if (open) {
      open = false;
      try {
        // Without it the broker would hold back readers until the transaction times out.
        producer.abortTransaction();
      } catch (KafkaException e) {
        LOG.info(
            "The open transaction of the change log of source '{}' is left to the broker, or to the"
                + " writer that fenced this one: {}",
            source,
            e.getMessage());
        producer.close(Duration.ZERO);
        return;
      }
    }
    producer.close(CLOSE_WAIT);
  }

  private static byte[] utf8(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }

  private void send(QuarantineCodec.Encoded encoded) {
    ProducerRecord<byte[], byte[]> produced =
        new ProducerRecord<>(
            Topics.QUARANTINE, utf8(encoded.key()), encoded.value().map(Bytes::array).orElse(null));
    for (RefusedInput.Header header : encoded.headers()) {
      produced.headers().add(header.name(), header.value().array());
    }
    send(produced);
  }

  private void send(ProducerRecord<byte[], byte[]> produced) {
    checkSent();
    // The callback keeps the first failure; the commit waits for all of them.
    Future<RecordMetadata> unused =
        producer.send(
            produced,
            (metadata, failure) -> {
              if (failure != null) {
                sendFailure.compareAndSet(Optional.empty(), Optional.of(failure));
              } else if (produced.topic().equals(topic)) {
                end.reached(metadata.partition(), metadata.offset());
              }
            });
  }

  private void checkSent() {
    Optional<Exception> failure = sendFailure.get();
    if (failure.isPresent()) {
      throw new ChangeLogException(
          "a record for the change log of source '%s' was not accepted".formatted(source),
          failure.get());
    }
  }

  private static Map<String, Object> producerProperties(ChangeLogSettings settings, String source) {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(ProducerConfig.CLIENT_ID_CONFIG, transactionalId(source));
    properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(source));
    properties.put(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) settings.transactionTimeout().toMillis());
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis());
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
    properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, BUFFER_BYTES);
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, ChangeLogTopics.MAX_RECORD_BYTES);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
    return properties;
  }
}
