package io.headwater.actors.produce;

import io.headwater.core.produce.ChangeLogPartition;
import io.headwater.core.quarantine.QuarantineRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.RunnableGraph;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * The stream of one source's change log: read, fold, route, acknowledge.
 *
 * <p>Works are under way in bounded number and size and acknowledged in order, so each partition's
 * watermark always stands behind its oldest unacknowledged change; without room, nothing is read.
 * What cannot be used goes to the quarantine before its offset is acknowledged.
 */
final class ChangeLogStream {

  private static final int ONE_WAITS = 1;

  /** Batches of the reader that wait where the threads change, beside those of the limits. */
  private static final int MAX_WAITING_BATCHES = 1;

  private final Supplier<SourceWorks> works;
  private final ActorRef<ResourceRouter.Message> router;
  private final ResourceRouter.Surroundings surroundings;
  private final ChangeLimit limit;
  private final int maxOpen;

  /**
   * A stream that is to be run once.
   *
   * @param partitions the change log's partitions, in the order of their numbers
   */
  ChangeLogStream(
      String source,
      List<ChangeLogPartition> partitions,
      ProduceParts parts,
      ActorRef<ResourceRouter.Message> router,
      ResourceRouter.Surroundings surroundings) {
    this.works = () -> new SourceWorks(source, partitions, parts, surroundings);
    this.router = router;
    this.surroundings = surroundings;
    this.limit = new ChangeLimit(parts.settings().maxOpen());
    this.maxOpen = parts.settings().maxOpenTransactions();
  }

  /**
   * The stream; when it ends, for whatever reason, its reader is closed, and its works where they
   * are made. Neither waits for the other: the reader takes its time, and the next stream needs the
   * directories of the works.
   */
  RunnableGraph<Pair<UniqueKillSwitch, CompletionStage<Done>>> graph(ChangeLogReader reader) {
    Source<ConsumerRecord<byte[], byte[]>, NotUsed> records =
        Source.unfoldResource(() -> reader, open -> Optional.of(open.poll()), AutoCloseable::close)
            .mapConcat(polled -> polled);
    // Behind all else, the switch cancels what is under way; before, that would go on to its end.
    return records
        .via(flow())
        .viaMat(KillSwitches.single(), Keep.right())
        .toMat(Sink.foreach(reader::acknowledge), Keep.both())
        .addAttributes(Attributes.inputBuffer(MAX_WAITING_BATCHES, MAX_WAITING_BATCHES));
  }

  /** From records to the offsets that are acknowledged after them. */
  Flow<ConsumerRecord<byte[], byte[]>, Acknowledged, NotUsed> flow() {
    return Flow.<ConsumerRecord<byte[], byte[]>>create()
        .via(new WorkStage(works))
        .mapAsync(ONE_WAITS, next -> limit.admit(next.work().room()).thenApply(admitted -> next))
        .mapAsync(maxOpen, this::perform)
        .mapConcat(acknowledged -> acknowledged.map(List::of).orElse(List.of()));
  }

  private CompletionStage<Optional<Acknowledged>> perform(WorkStage.PartitionWork next) {
    Work work = next.work();
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
          return work.acknowledges().map(offset -> new Acknowledged(next.partition(), offset));
        });
  }
}
