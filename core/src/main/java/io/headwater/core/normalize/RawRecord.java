package io.headwater.core.normalize;

import io.headwater.core.json.Bytes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One record of a raw topic, as somebody else's connector wrote it.
 *
 * @param topic the topic's name
 * @param partition the topic's partition
 * @param offset the offset in it
 * @param timestamp the record's own time, as the topic has it
 * @param key the key's bytes; empty when there is none
 * @param value the value's bytes; empty for a tombstone
 * @param headers in the record's order; a name may occur more than once
 */
public record RawRecord(
    String topic,
    int partition,
    long offset,
    Instant timestamp,
    Optional<Bytes> key,
    Optional<Bytes> value,
    List<Header> headers) {

  public RawRecord {
    headers = List.copyOf(headers);
  }

  /** One header; the value is empty when it has none. */
  public record Header(String name, Bytes value) {}

  /** Where it stands, {@code topic-partition@offset}. */
  public String position() {
    return topic + "-" + partition + "@" + offset;
  }
}
