package io.headwater.actors.quarantine;

import io.headwater.core.quarantine.Quarantine;
import io.headwater.core.quarantine.QuarantineDesk;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RetryOutcome;
import io.headwater.core.quarantine.RetryRequest;
import io.headwater.core.quarantine.Settled;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.quarantine.WithheldResource;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the quarantine's topics, by an idempotent producer that waits for all replicas.
 * Thread-safe.
 */
public final class KafkaQuarantine implements Quarantine, QuarantineDesk, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaQuarantine.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
  private static final int MAX_REQUEST_BYTES = 64 * 1024 * 1024;

  private final Producer<String, byte[]> producer;
  private final QuarantineFollower known;
  private final Clock clock;

  /**
   * A quarantine on the broker of these client properties.
   *
   * @param known what is in it; tells of input that is refused again
   */
  public KafkaQuarantine(Map<String, String> kafka, QuarantineFollower known, Clock clock) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
    this.producer =
        new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    this.known = known;
    this.clock = clock;
  }

  @Override
  public CompletionStage<Void> keep(QuarantineRecord refused) {
    String key = refused.key();
    LOG.warn("quarantined {} ({}): {}", key, refused.cause().key(), refused.reason());
    Optional<Tries> former = known.entry(key).map(entry -> entry.record().tries());
    return send(QuarantineMessages.of(refused.withTries(tries(refused.tries(), former))));
  }

  /**
   * The engine has counted a refresh already, though that may not have been seen here yet. Its note
   * gives way to the new reason.
   */
  private static Tries tries(Tries own, Optional<Tries> former) {
    Optional<String> rendering = Optional.of(Tries.RENDERING);
    boolean isUncounted =
        own.note().equals(rendering)
            && !former.flatMap(Tries::note).equals(rendering)
            && former.isPresent();
    int count = former.map(Tries::count).orElse(own.count());
    return new Tries(
        isUncounted ? count + 1 : count,
        former.map(Tries::first).orElse(own.first()),
        Optional.empty());
  }

  @Override
  public CompletionStage<Void> published(String source, ResourceKey resource) {
    return settle(WithheldResource.key(source, resource), source, RetryOutcome.PUBLISHED);
  }

  @Override
  public boolean isWithheld(String source, ResourceKey resource) {
    return known.hasWithheld() && known.isKept(WithheldResource.key(source, resource));
  }

  @Override
  public CompletionStage<Void> retry(Collection<QuarantineEntry> records) {
    return all(
        records.stream()
            .map(
                entry ->
                    send(
                        QuarantineMessages.of(
                            new RetryRequest(
                                entry.id(),
                                entry.record().source(),
                                entry.partition(),
                                entry.offset())))));
  }

  @Override
  public CompletionStage<Void> drop(Collection<QuarantineEntry> records) {
    return all(
        records.stream()
            .flatMap(
                entry ->
                    Stream.of(
                        settle(entry.id(), entry.record().source(), RetryOutcome.DROPPED),
                        send(new ProducerRecord<>(Topics.QUARANTINE_REQUESTS, entry.id(), null)))));
  }

  @Override
  public void close() {
    producer.close(CLOSE_LIMIT);
  }

  private CompletionStage<Void> settle(String key, String source, RetryOutcome outcome) {
    int attempts = known.entry(key).map(entry -> entry.record().tries().count()).orElse(1);
    return send(
        QuarantineMessages.of(key, new Settled(source, outcome, attempts, clock.instant())));
  }

  private static CompletionStage<Void> all(Stream<CompletionStage<Void>> sent) {
    return CompletableFuture.allOf(
        sent.map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
  }

  // The callback tells the outcome, so the future has nothing to add.
  @SuppressWarnings("FutureReturnValueIgnored")
  private CompletionStage<Void> send(ProducerRecord<String, byte[]> produced) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    producer.send(
        produced,
        (metadata, failure) -> {
          if (failure == null) {
            kept.complete(null);
          } else {
            kept.completeExceptionally(failure);
          }
        });
    return kept;
  }
}
