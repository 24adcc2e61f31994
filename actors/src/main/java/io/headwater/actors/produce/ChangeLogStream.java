package io.headwater.actors.produce;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.produce.ChangeLogFold;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ProduceStep;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
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
 * <p>Units of work are under way in bounded number and acknowledged in order, so the watermark
 * always stands behind the oldest unacknowledged change. What cannot be used goes to the quarantine
 * before its offset is acknowledged.
 */
final class ChangeLogStream {

  /** A unit of work; the offset is acknowledged after it, if there is one. */
  private record Work(
      List<CommandLedger.Assignment> assignments,
      List<QuarantineRecord> refused,
      Optional<Long> acknowledges) {}

  private final ChangeLogReader reader;
  private final ChangeLogFold fold;
  private final SnapshotStaging staging;
  private final List<ResourceMapping> mappings;
  private final String source;
  private final KnownResources known;
  private final ActorRef<ResourceRouter.Message> router;
  private final ResourceRouter.Surroundings surroundings;
  private final int maxOpen;

  ChangeLogStream(
      String source,
      ChangeLogReader reader,
      ProduceParts parts,
      ActorRef<ResourceRouter.Message> router,
      ResourceRouter.Surroundings surroundings) {
    this.source = source;
    this.reader = reader;
    this.staging = parts.staging().apply(reader.partitionName());
    this.mappings =
        parts.mappings().stream().filter(mapping -> mapping.source().equals(source)).toList();
    this.fold =
        new ChangeLogFold(
            reader.partitionName(), mappings, staging, parts.settings().maxTransactionChanges());
    this.known = parts.known();
    this.router = router;
    this.surroundings = surroundings;
    this.maxOpen = parts.settings().maxOpenTransactions();
  }

  /** The stream; its reader and staging are closed when it ends, for whatever reason. */
  RunnableGraph<Pair<UniqueKillSwitch, CompletionStage<Done>>> graph() {
    Source<ConsumerRecord<byte[], byte[]>, NotUsed> records =
        Source.unfoldResource(() -> reader, open -> Optional.of(open.poll()), this::close)
            .mapConcat(polled -> polled);
    Flow<ConsumerRecord<byte[], byte[]>, Long, NotUsed> work =
        Flow.<ConsumerRecord<byte[], byte[]>>create()
            .mapConcat(this::works)
            .mapAsync(maxOpen, this::perform)
            .mapConcat(offset -> offset.map(List::of).orElse(List.of()));
    return records
        .viaMat(KillSwitches.single(), Keep.right())
        .via(work)
        .toMat(Sink.foreach(reader::acknowledge), Keep.both());
  }

  private void close(ChangeLogReader open) {
    try {
      open.close();
    } finally {
      staging.close();
    }
  }

  private Iterable<Work> works(ConsumerRecord<byte[], byte[]> consumed) {
    return switch (step(consumed)) {
      case ProduceStep.Held ignored -> List.of();
      case ProduceStep.Passed passed ->
          List.of(new Work(List.of(), List.of(), Optional.of(passed.offset())));
      case ProduceStep.Dispatch dispatch -> {
        surroundings.meters().transaction();
        List<QuarantineRecord> refused = new ArrayList<>(dispatch.refused().size());
        for (ProduceStep.Refusal refusal : dispatch.refused()) {
          refused.add(
              refused(
                  refusal.event().source().table().toString(),
                  refusal.reason(),
                  refusal.offset(),
                  Bytes.of(ChangeLogCodec.encode(refusal.event()))));
        }
        yield List.of(new Work(dispatch.assignments(), refused, Optional.of(dispatch.offset())));
      }
      case ProduceStep.DispatchSnapshot snapshot -> () -> snapshotWorks(snapshot);
      case ProduceStep.Refuse refuse -> {
        QuarantineRecord kept =
            refused("change log", refuse.reason(), refuse.offset(), value(consumed));
        yield List.of(
            new Work(
                List.of(),
                List.of(kept),
                refuse.held() ? Optional.empty() : Optional.of(refuse.offset())));
      }
    };
  }

  private ProduceStep step(ConsumerRecord<byte[], byte[]> consumed) {
    if (consumed.value() == null) {
      return fold.refuse(consumed.offset(), "the record has no value; mend: find who wrote it");
    }
    ChangeLogRecord logged;
    try {
      logged = ChangeLogCodec.decode(consumed.value());
    } catch (MalformedJsonException e) {
      return fold.refuse(
          consumed.offset(),
          "not a record of the change log: " + e.getMessage() + "; mend: find who wrote it");
    }
    return fold.next(consumed.offset(), logged);
  }

  /** One work per staged or vanished resource, made as they are asked for, then the offset. */
  private Iterator<Work> snapshotWorks(ProduceStep.DispatchSnapshot snapshot) {
    List<ResourceKey> vanished = new ArrayList<>();
    for (ResourceMapping mapping : mappings) {
      if (!fold.provesAbsence(snapshot, mapping)) {
        continue;
      }
      known.forEach(
          mapping.type(),
          id -> {
            ResourceKey resource = new ResourceKey(mapping.type(), id);
            if (!staging.contains(resource)) {
              vanished.add(resource);
            }
          });
    }
    Iterator<SnapshotStaging.StagedResource> staged = staging.resources();
    Iterator<ResourceKey> gone = vanished.iterator();
    return new Iterator<>() {
      private boolean acknowledged;

      @Override
      public boolean hasNext() {
        return !acknowledged;
      }

      @Override
      public Work next() {
        if (staged.hasNext()) {
          SnapshotStaging.StagedResource next = staged.next();
          return work(next.resource(), next.rows());
        }
        if (gone.hasNext()) {
          return work(gone.next(), List.of());
        }
        if (acknowledged) {
          throw new NoSuchElementException();
        }
        acknowledged = true;
        staging.clear();
        return new Work(List.of(), List.of(), Optional.of(snapshot.offset()));
      }

      private Work work(ResourceKey resource, List<RowChange> rows) {
        return new Work(
            List.of(
                new CommandLedger.Assignment(
                    resource, fold.snapshotChange(snapshot, resource.type(), rows))),
            List.of(),
            Optional.empty());
      }
    };
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
    if (parts.size() == 1) {
      return parts.getFirst().thenApply(ok -> work.acknowledges());
    }
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(ok -> work.acknowledges());
  }

  private QuarantineRecord refused(String subject, String reason, long offset, Bytes payload) {
    return new QuarantineRecord(
        source,
        "produce",
        subject,
        reason,
        reader.partitionName() + "@" + offset,
        surroundings.clock().instant(),
        payload);
  }

  private static Bytes value(ConsumerRecord<byte[], byte[]> consumed) {
    return Bytes.of(consumed.value() == null ? new byte[0] : consumed.value());
  }
}
