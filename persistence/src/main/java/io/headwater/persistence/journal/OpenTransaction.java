package io.headwater.persistence.journal;

import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.TopicPartition;

/**
 * A transaction that has begun in a partition and has no end there.
 *
 * @param startOffset its first record
 */
record OpenTransaction(
    TopicPartition partition,
    long producerId,
    int producerEpoch,
    int coordinatorEpoch,
    long startOffset) {

  static OpenTransaction of(TopicPartition partition, ProducerState producer) {
    return new OpenTransaction(
        partition,
        producer.producerId(),
        producer.producerEpoch(),
        producer.coordinatorEpoch().orElse(0),
        producer.currentTransactionStartOffset().orElseThrow());
  }

  AbortTransactionSpec abortion() {
    return new AbortTransactionSpec(
        partition, producerId, (short) producerEpoch, Math.max(0, coordinatorEpoch));
  }

  /** Where it is, as Kafka's own tools take it. */
  String place() {
    return "--topic %s --partition %d --start-offset %d"
        .formatted(partition.topic(), partition.partition(), startOffset);
  }
}
