package io.headwater.client.consume;

import java.util.Locale;

/** A record on a state topic is not a state record; the message says where and why. */
public final class MalformedStateRecordException extends RuntimeException {

  private final String topic;
  private final int partition;
  private final long offset;

  /** The record at that place is malformed for that reason. */
  public MalformedStateRecordException(String topic, int partition, long offset, String reason) {
    super(
        String.format(
            Locale.ROOT,
            "The record at topic %s, partition %d, offset %d is not a state record: %s. Check that"
                + " only Headwater, in a matching release, writes to this topic.",
            topic,
            partition,
            offset,
            reason));
    this.topic = topic;
    this.partition = partition;
    this.offset = offset;
  }

  /** The topic the record is on. */
  public String topic() {
    return topic;
  }

  /** The partition the record is in. */
  public int partition() {
    return partition;
  }

  /** The record's offset. */
  public long offset() {
    return offset;
  }
}
