package io.headwater.actors.publish;

import io.headwater.core.quarantine.Quarantine;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The quarantine topic; an idempotent producer that waits for all replicas. Thread-safe. */
public final class KafkaQuarantine implements Quarantine, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaQuarantine.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private final Producer<String, byte[]> producer;

  /** A quarantine on the broker of these client properties. */
  public KafkaQuarantine(Map<String, String> kafka) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  // The callback tells the outcome, so the future has nothing to add.
  @SuppressWarnings("FutureReturnValueIgnored")
  @Override
  public CompletionStage<Void> keep(QuarantineRecord refused) {
    LOG.warn("quarantined {}: {}", refused.key(), refused.reason());
    CompletableFuture<Void> kept = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(Topics.QUARANTINE, refused.key(), refused.toJson()),
        (metadata, failure) -> {
          if (failure == null) {
            kept.complete(null);
          } else {
            kept.completeExceptionally(failure);
          }
        });
    return kept;
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }
}
