package io.headwater.client.consumer;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Since when it is not known what the topic said, partition by partition.
 *
 * <p>A deletion that compaction took away leaves no trace: the records around it tell how old it
 * may have been. What counts is the record before the place where reading went on, or the moment
 * when that place was the end.
 */
final class StreamAge {

  /** The place and time of one record. */
  record Seen(int partition, Instant timestamp) {}

  private final Map<Integer, Instant> known = new HashMap<>();

  /** What was known before the last records. */
  private final Map<Integer, Instant> before = new HashMap<>();

  /** Everything of that partition was read at that moment. */
  void atEnd(int partition, Instant when) {
    known.merge(partition, when, (one, other) -> one.isAfter(other) ? one : other);
  }

  /** Of the last records, those of that partition come again, or some of them. */
  void rewound(int partition) {
    Instant former = before.get(partition);
    if (former != null) {
      known.put(partition, former);
    }
  }

  /** The oldest moment at which something before one of those records may have been deleted. */
  Optional<Instant> before(List<Seen> records) {
    Instant oldest = Instant.MAX;
    before.clear();
    for (Seen found : records) {
      before.put(found.partition(), known.getOrDefault(found.partition(), Instant.EPOCH));
    }
    for (Seen found : records) {
      Instant since = known.getOrDefault(found.partition(), Instant.EPOCH);
      oldest = since.isBefore(oldest) ? since : oldest;
      known.put(found.partition(), found.timestamp());
    }
    return records.isEmpty() ? Optional.empty() : Optional.of(oldest);
  }
}
