package io.headwater.actors.bootstrap;

import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes sure that what is read comes from the topic that the view's epoch names. A consumer does
 * not tell: it goes on at its offset in a topic of the same name. Used by one thread at a time.
 */
final class EpochWatch {

  private static final Logger LOG = LoggerFactory.getLogger(EpochWatch.class);

  /** What is read is applied when the epoch was confirmed that long before at most. */
  static final Duration READING = Duration.ofSeconds(1);

  /** How often it is asked for while nothing is read. */
  static final Duration IDLE = Duration.ofSeconds(10);

  private final ResourceType type;
  private final String epoch;
  private final Supplier<Optional<String>> current;
  private final LongSupplier nanos;
  private long confirmedAtNanos;
  private long askedAtNanos;

  /**
   * Begins with the epoch that is current.
   *
   * @param current asks Kafka for the topic's epoch; empty when there is no topic
   */
  EpochWatch(ResourceType type, Supplier<Optional<String>> current, LongSupplier nanos) {
    this.type = type;
    this.current = current;
    this.nanos = nanos;
    this.epoch = current.get().orElseThrow(this::absent);
    this.askedAtNanos = nanos.getAsLong();
    // The reader is opened after it was asked for, so its first records have to be confirmed.
    this.confirmedAtNanos = askedAtNanos - READING.toNanos();
  }

  String epoch() {
    return epoch;
  }

  /**
   * To be called between reading and applying.
   *
   * @param isRead whether there is something to apply
   * @throws IllegalStateException when it does not belong to the epoch
   * @throws KafkaException when that cannot be told
   */
  void confirm(boolean isRead) {
    long now = nanos.getAsLong();
    boolean isDue =
        isRead ? now - confirmedAtNanos >= READING.toNanos() : now - askedAtNanos >= IDLE.toNanos();
    if (!isDue) {
      return;
    }
    askedAtNanos = now;
    try {
      require(current.get());
      confirmedAtNanos = now;
    } catch (KafkaException e) {
      if (isRead) {
        throw e;
      }
      LOG.debug("the epoch of {} is not confirmed while nothing is read", type, e);
    }
  }

  private void require(Optional<String> found) {
    String now = found.orElseThrow(this::absent);
    if (!now.equals(epoch)) {
      throw new IllegalStateException(
          "the topic %s was made anew: its id was %s and is %s; the view of it is built anew, older tokens are refused, and what is not published again is not in it; mend: none for the view, but let its consumers bootstrap again"
              .formatted(Topics.state(type), epoch, now));
    }
  }

  private IllegalStateException absent() {
    return new IllegalStateException(
        "the topic %s does not exist; mend: restart one node, which makes it with the right settings"
            .formatted(Topics.state(type)));
  }
}
