package io.headwater.actors.produce;

import io.headwater.core.produce.ChangeLogPartition;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the records of a source's change log are to be done: each partition's records are folded by
 * themselves, as a row's changes stand in one. Not thread-safe.
 */
final class SourceWorks implements AutoCloseable {

  private final List<ChangeLogWorks> partitions = new ArrayList<>();

  /** Works of these partitions, in the order of their numbers, from 0. */
  SourceWorks(
      String source,
      List<ChangeLogPartition> partitions,
      ProduceParts parts,
      ResourceRouter.Surroundings surroundings) {
    boolean isOpen = false;
    try {
      for (ChangeLogPartition partition : partitions) {
        this.partitions.add(new ChangeLogWorks(source, partition, parts, surroundings));
      }
      isOpen = true;
    } finally {
      if (!isOpen) {
        close();
      }
    }
  }

  /** The works that follow from a record; to be gone through once, before the next record's. */
  Iterable<Work> of(ConsumerRecord<byte[], byte[]> consumed) {
    return partitions.get(consumed.partition()).of(consumed);
  }

  @Override
  public void close() {
    closeFrom(0);
  }

  /** One that cannot be closed does not keep the others open. */
  private void closeFrom(int partition) {
    if (partition < partitions.size()) {
      try {
        partitions.get(partition).close();
      } finally {
        closeFrom(partition + 1);
      }
    }
  }
}
