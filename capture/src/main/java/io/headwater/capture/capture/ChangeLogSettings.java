package io.headwater.capture.capture;

import java.time.Duration;
import java.util.Map;

/**
 * Where a change log is and how it is kept.
 *
 * @param bootstrapServers the broker's addresses
 * @param client further properties of every Kafka client (security); may hold secrets
 * @param replicationFactor copies of each partition
 * @param retention how long the change log keeps its records; it must outlast the longest outage of
 *     the stages behind it
 * @param transactionTimeout a transaction that is open for longer is aborted by the broker; it must
 *     outlast the largest source transaction
 */
public record ChangeLogSettings(
    String bootstrapServers,
    Map<String, String> client,
    short replicationFactor,
    Duration retention,
    Duration transactionTimeout) {

  /** Thirty days. */
  public static final Duration DEFAULT_RETENTION = Duration.ofDays(30);

  /** Brokers refuse more than fifteen minutes unless told otherwise. */
  public static final Duration DEFAULT_TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

  /** Copies the properties. */
  public ChangeLogSettings {
    client = Map.copyOf(client);
  }

  /** The defaults for one broker without security. */
  public static ChangeLogSettings local(String bootstrapServers) {
    return new ChangeLogSettings(
        bootstrapServers, Map.of(), (short) 1, DEFAULT_RETENTION, DEFAULT_TRANSACTION_TIMEOUT);
  }

  /** Leaves the client's properties out: they may hold secrets. */
  @Override
  public String toString() {
    return "ChangeLogSettings[%s, replicationFactor=%d, retention=%s]"
        .formatted(bootstrapServers, replicationFactor, retention);
  }
}
