package io.headwater.client.consume;

/**
 * A record that broke the stream's promise that versions only rise.
 *
 * @param kind duplicate or regression
 * @param key the resource's key
 * @param version the version the record carries
 * @param before the version the stream carried before
 * @param partition the record's partition
 * @param offset the record's offset
 */
public record FoldViolation(
    FoldOutcome kind, String key, long version, long before, int partition, long offset) {}
