package io.headwater.actors.produce;

import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.quarantine.QuarantineRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RunnableGraph;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The stream of one change log partition: read, fold, route, acknowledge.
 *
 * <p>Works are under way in bounded number and size and acknowledged in order, so the watermark
 * always stands behind the oldest unacknowledged change; without room, nothing is read. What cannot
 * be used goes to the quarantine before its offset is acknowledged.
 */
final class ChangeLogStream {

  private static final int ONE_WAITS = 1;

  private final SnapshotStaging staging;
  private final ChangeLogWorks works;
  private final ActorRef<ResourceRouter.Message> router;
  private final ResourceRouter.Surroundings surroundings;
  private final ChangeLimit limit;
  private final int maxOpen;

  /**
   * A stream that is to be run once.
   *
   * @param partition the change log partition's name
   */
  ChangeLogStream(
      String source,
      String partition,
      ProduceParts parts,
      ActorRef<ResourceRouter.Message> router,
      ResourceRouter.Surroundings surroundings) {
    this.staging = parts.staging().apply(partition);
    this.works = new ChangeLogWorks(source, partition, parts, staging, surroundings);
    this.router = router;
    this.surroundings = surroundings;
    this.limit = new ChangeLimit(parts.settings().maxOpen());
    this.maxOpen = parts.settings().maxOpenTransactions();
  }

  /** The stream; its reader, works and staging are closed when it ends, for whatever reason. */
  RunnableGraph<Pair<UniqueKillSwitch, CompletionStage<Done>>> graph(ChangeLogReader reader) {
    Source<ConsumerRecord<byte[], byte[]>, NotUsed> records =
        Source.unfoldResource(() -> reader, open -> Optional.of(open.poll()), this::close)
            .mapConcat(polled -> polled);
    return records
        .viaMat(KillSwitches.single(), Keep.right())
        .via(flow())
        .toMat(Sink.foreach(reader::acknowledge), Keep.both());
  }

  /** From records to the offsets that are acknowledged after them. */
  Flow<ConsumerRecord<byte[], byte[]>, Long, NotUsed> flow() {
    return Flow.<ConsumerRecord<byte[], byte[]>>create()
        .mapConcat(works::of)
        .mapAsync(ONE_WAITS, work -> limit.admit(work.room()).thenApply(admitted -> work))
        .mapAsync(maxOpen, this::perform)
        .mapConcat(offset -> offset.map(List::of).orElse(List.of()));
  }

  private void close(ChangeLogReader open) {
    // The reader takes its time, and the next stream needs the directories of the others.
    try {
      works.close();
    } finally {
      try {
        staging.close();
      } finally {
        open.close();
      }
    }
  }

  private CompletionStage<Optional<Long>> perform(Work work) {
    List<CompletableFuture<Void>> parts = new ArrayList<>(1);
    for (QuarantineRecord refused : work.refused()) {
      surroundings.meters().refused();
      parts.add(surroundings.quarantine().keep(refused).toCompletableFuture());
    }
    if (!work.assignments().isEmpty()) {
      CompletableFuture<Void> routed = new CompletableFuture<>();
      router.tell(new ResourceRouter.Offer(work.assignments(), routed));
      parts.add(routed);
    }
    CompletableFuture<Void> all =
        parts.size() == 1
            ? parts.getFirst()
            : CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    return all.thenApply(
        done -> {
          limit.release(work.room());
          return work.acknowledges();
        });
  }
}
