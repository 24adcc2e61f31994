package io.headwater.actors.bootstrap;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Writes leases on a thread of its own, since a producer whose broker is away blocks its caller.
 *
 * <p>The limits add up to less than a request over HTTP may take. Thread-safe.
 */
final class LeaseWriter implements AutoCloseable {

  /** Leases that may wait to be written; more are refused. */
  static final int MAX_WAITING = 100;

  private static final Duration WAIT_LIMIT = Duration.ofSeconds(4);
  private static final Duration BLOCK_LIMIT = Duration.ofSeconds(2);
  private static final Duration REQUEST_LIMIT = Duration.ofSeconds(4);
  private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(8);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final Producer<String, byte[]> producer;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          task -> {
            Thread made = new Thread(task, "leases-writer");
            made.setDaemon(true);
            return made;
          });

  LeaseWriter(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** The producer for these client properties. */
  static Producer<String, byte[]> producer(Map<String, String> kafka) {
    Map<String, Object> writing = new HashMap<>(kafka);
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    writing.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_LIMIT.toMillis());
    writing.put(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(REQUEST_LIMIT.toMillis()));
    writing.put(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.toIntExact(DELIVERY_LIMIT.toMillis()));
    return new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
  }

  /** Writes; completes with the offset, and fails when it cannot be known to be written. */
  CompletionStage<Long> write(ProducerRecord<String, byte[]> produced) {
    CompletableFuture<Long> written = new CompletableFuture<>();
    long askedAt = System.nanoTime();
    try {
      thread.execute(
          () -> {
            if (System.nanoTime() - askedAt > WAIT_LIMIT.toNanos()) {
              written.completeExceptionally(
                  new TimeoutException(Topics.LEASES + " was not written to in time"));
            } else {
              send(produced, written);
            }
          });
    } catch (RejectedExecutionException e) {
      written.completeExceptionally(e);
    }
    return written;
  }

  // The callback tells the outcome, so the future has nothing to add.
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(ProducerRecord<String, byte[]> produced, CompletableFuture<Long> written) {
    try {
      producer.send(
          produced,
          (metadata, failure) -> {
            if (failure == null) {
              written.complete(metadata.offset());
            } else {
              written.completeExceptionally(failure);
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      written.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    producer.close(CLOSE_LIMIT);
  }
}
