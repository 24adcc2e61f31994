package io.headwater.client.consume;

import java.time.Instant;

/**
 * A state record and its place on the stream.
 *
 * @param partition the partition it came from
 * @param offset its offset there
 * @param timestamp the Kafka record's own timestamp
 */
public record DeliveredRecord(int partition, long offset, Instant timestamp, StateRecord record) {}
