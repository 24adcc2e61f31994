package io.headwater.actors.bootstrap;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseBook;
import io.headwater.core.bootstrap.LeaseDesk;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Leases in the topic {@code headwater.leases}, which every node follows from its beginning: a
 * lease that one node gives holds on all of them, and outlives their restarts. Thread-safe.
 */
public final class KafkaLeases implements LeaseDesk, AutoCloseable {

  private final LeaseBook book = new LeaseBook();
  private final LeaseWriter writer;
  private final LeaseFollower follower;
  private final InstantSource clock;

  /** Begins to follow the topic, which must exist. */
  public KafkaLeases(Map<String, String> kafka, InstantSource clock) {
    this(LeaseWriter.producer(kafka), () -> LeaseFollower.consumer(kafka), clock);
  }

  KafkaLeases(
      Producer<String, byte[]> producer,
      Supplier<Consumer<String, byte[]>> consumers,
      InstantSource clock) {
    this.clock = clock;
    this.writer = new LeaseWriter(producer);
    this.follower = new LeaseFollower(consumers, book, clock);
  }

  /** Waits until the leases that were given before are known; false when that takes too long. */
  public boolean awaitRead(Duration limit) throws InterruptedException {
    return follower.awaitRead(limit);
  }

  /** Why leases of other nodes are not heard of now; empty while they are. */
  public Optional<String> problem() {
    return follower.problem();
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
    book.asked(lease);
    return writer
        .write(new ProducerRecord<>(Topics.LEASES, lease.id(), lease.toJson()))
        .whenComplete(
            (offset, failure) -> {
              if (failure == null) {
                book.held(lease, offset);
              } else {
                book.refused(lease);
              }
            })
        .thenAccept(offset -> {});
  }

  @Override
  public CompletionStage<Void> release(String id) {
    return writer
        .write(new ProducerRecord<>(Topics.LEASES, id, null))
        .thenAccept(offset -> book.released(id, offset));
  }

  @Override
  public void close() {
    follower.close();
    writer.close();
  }
}
