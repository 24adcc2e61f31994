package io.headwater.persistence.journal;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What the writer's queue holds; tasks are taken in order. */
sealed interface WriterTask permits JournalWrite, WriterTask.Own, WriterTask.Disown {

  /**
   * Take writes to these partitions from now on.
   *
   * @param done completes when the writer does
   */
  record Own(Set<Integer> partitions, CompletableFuture<Void> done) implements WriterTask {
    public Own {
      partitions = Set.copyOf(partitions);
    }
  }

  /**
   * Give a partition up: what was queued before is committed, what comes after is refused.
   *
   * @param done completes when no transaction of this writer can hold records of the partition any
   *     more
   */
  record Disown(int partition, CompletableFuture<Void> done) implements WriterTask {}
}
