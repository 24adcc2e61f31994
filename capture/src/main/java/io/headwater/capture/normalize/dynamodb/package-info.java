/**
 * Normalizes the stream records of DynamoDB, however they came into Kafka.
 *
 * <p>In: one raw record with a stream record, or a batch of them. Out: {@link
 * io.headwater.core.normalize.Normalization}, one for each stream record. Invariant: total; an
 * attribute's value keeps all its digits and bytes. On failure: the stream record is refused alone,
 * with a reason that quotes no value.
 */
@NullMarked
package io.headwater.capture.normalize.dynamodb;

import org.jspecify.annotations.NullMarked;
