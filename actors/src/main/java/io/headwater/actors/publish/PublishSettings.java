package io.headwater.actors.publish;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How a journal that does not publish by itself is published; see {@code headwater.publish}.
 *
 * @param readJournal the id of the read journal's plugin
 * @param partitions of every state topic
 * @param maxBatch the most events in one transaction
 * @param transactionTimeout after which the broker gives up an open transaction
 */
public record PublishSettings(
    String readJournal, int partitions, int maxBatch, Duration transactionTimeout) {

  /** Refuses settings that could not work. */
  public PublishSettings {
    if (readJournal.isBlank()) {
      throw new IllegalArgumentException("headwater.publish.read-journal is blank");
    }
    if (partitions < 1 || maxBatch < 1 || !transactionTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "headwater.publish.max-batch and transaction-timeout must be positive");
    }
  }

  /** Reads the block {@code headwater.publish}. */
  public static PublishSettings from(Config publish, int partitions) {
    return new PublishSettings(
        publish.getString("read-journal"),
        partitions,
        publish.getInt("max-batch"),
        publish.getDuration("transaction-timeout"));
  }

  /** The name that all publishers of this read journal share, so that a new one fences the last. */
  String transactionalId() {
    return "headwater-publish-" + readJournal;
  }

  /** The key of the stored offset. */
  String offsetKey() {
    return "publish/" + readJournal;
  }
}
