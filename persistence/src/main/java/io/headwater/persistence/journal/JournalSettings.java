package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import io.headwater.core.resource.Partitions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The settings of the journal; each key is explained in this module's {@code reference.conf}.
 *
 * @param kafka properties of every Kafka client of the journal
 * @param partitions the number of partitions of the journal topic and of every state topic
 * @param writerId this node's name; a new process of the same name fences the former
 * @param directory where the local store lives
 * @param maxBatch the most writes in one Kafka transaction
 * @param maxQueued the most writes that wait; more fail
 * @param transactionTimeout after which the broker gives up an open transaction
 * @param maxCommitAttempts how often a write is tried in new transactions before it fails
 * @param history how many of a persistence id's newest events are kept
 * @param handOverWait how long a member that is alive may take to give a partition up
 */
record JournalSettings(
    Map<String, String> kafka,
    int partitions,
    String writerId,
    Path directory,
    int maxBatch,
    int maxQueued,
    Duration transactionTimeout,
    int maxCommitAttempts,
    History history,
    Duration handOverWait) {

  JournalSettings {
    kafka = Map.copyOf(kafka);
  }

  /** The partition of a persistence id: that of the resource id's text alone. */
  int partition(String persistenceId) {
    return Partitions.ofPart(persistenceId, persistenceId.indexOf('|') + 1, partitions);
  }

  static JournalSettings from(Config config) {
    Map<String, String> kafka = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigValue> entry : config.getConfig("kafka").entrySet()) {
      // The same property whether its name was quoted or not.
      String name = String.join(".", ConfigUtil.splitPath(entry.getKey()));
      kafka.put(name, String.valueOf(entry.getValue().unwrapped()));
    }
    return new JournalSettings(
        kafka,
        config.getInt("partitions"),
        config.getString("writer-id"),
        Path.of(config.getString("directory")),
        config.getInt("max-batch"),
        config.getInt("max-queued"),
        config.getDuration("transaction-timeout"),
        config.getInt("max-commit-attempts"),
        History.parse(config.getString("history")),
        config.getDuration("hand-over-wait"));
  }
}
