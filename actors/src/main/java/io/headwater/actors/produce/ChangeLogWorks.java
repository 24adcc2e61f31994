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
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the records of one change log partition are to be done: folds them into works, in order.
 *
 * <p>No work is larger than the limit. Not thread-safe; works are made as they are asked for.
 */
final class ChangeLogWorks {

  private final String source;
  private final String partition;
  private final ChangeLogFold fold;
  private final SnapshotStaging staging;
  private final List<ResourceMapping> mappings;
  private final KnownResources known;
  private final ResourceRouter.Surroundings surroundings;
  private final int maxChanges;

  ChangeLogWorks(
      String source,
      String partition,
      ProduceParts parts,
      SnapshotStaging staging,
      ResourceRouter.Surroundings surroundings) {
    this.source = source;
    this.partition = partition;
    this.staging = staging;
    this.mappings =
        parts.mappings().stream().filter(mapping -> mapping.source().equals(source)).toList();
    this.fold =
        new ChangeLogFold(partition, mappings, staging, parts.settings().maxTransactionChanges());
    this.known = parts.known();
    this.surroundings = surroundings;
    this.maxChanges = parts.settings().maxOpenChanges();
  }

  /** The works that follow from a record; to be gone through once, before the next record's. */
  Iterable<Work> of(ConsumerRecord<byte[], byte[]> consumed) {
    return switch (step(consumed)) {
      case ProduceStep.Held ignored -> List.of();
      case ProduceStep.Passed passed -> List.of(Work.of(List.of(), Optional.of(passed.offset())));
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
        yield Work.parts(dispatch.assignments(), refused, dispatch.offset(), maxChanges);
      }
      case ProduceStep.DispatchSnapshot snapshot -> () -> new SnapshotWorks(snapshot);
      case ProduceStep.Refuse refuse -> {
        QuarantineRecord kept =
            refused("change log", refuse.reason(), refuse.offset(), value(consumed));
        yield List.of(
            Work.of(
                List.of(kept), refuse.held() ? Optional.empty() : Optional.of(refuse.offset())));
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

  private QuarantineRecord refused(String subject, String reason, long offset, Bytes payload) {
    return new QuarantineRecord(
        source,
        "produce",
        subject,
        reason,
        partition + "@" + offset,
        surroundings.clock().instant(),
        payload);
  }

  private static Bytes value(ConsumerRecord<byte[], byte[]> consumed) {
    return Bytes.of(consumed.value() == null ? new byte[0] : consumed.value());
  }

  private enum Stage {
    BARRIER,
    LIST,
    DISPATCH,
    DONE
  }

  /** A barrier, one work per staged or vanished resource, then the offset. */
  private final class SnapshotWorks implements Iterator<Work> {

    private final ProduceStep.DispatchSnapshot snapshot;
    private Iterator<SnapshotStaging.StagedResource> staged = Collections.emptyIterator();
    private Iterator<ResourceKey> vanished = Collections.emptyIterator();
    private Stage stage = Stage.BARRIER;

    private SnapshotWorks(ProduceStep.DispatchSnapshot snapshot) {
      this.snapshot = snapshot;
    }

    @Override
    public boolean hasNext() {
      return stage != Stage.DONE;
    }

    @Override
    public Work next() {
      return switch (stage) {
        case BARRIER -> {
          stage = Stage.LIST;
          yield Work.barrier(maxChanges);
        }
        case LIST -> {
          // Only now is every earlier change durable, and so every resource that it made known.
          vanished = vanished().iterator();
          staged = staging.resources();
          stage = Stage.DISPATCH;
          yield dispatch();
        }
        case DISPATCH -> dispatch();
        case DONE -> throw new NoSuchElementException();
      };
    }

    private Work dispatch() {
      if (staged.hasNext()) {
        SnapshotStaging.StagedResource next = staged.next();
        return work(next.resource(), next.rows());
      }
      if (vanished.hasNext()) {
        return work(vanished.next(), List.of());
      }
      stage = Stage.DONE;
      staging.clear();
      return Work.of(List.of(), Optional.of(snapshot.offset()));
    }

    private List<ResourceKey> vanished() {
      List<ResourceKey> found = new ArrayList<>();
      for (ResourceMapping mapping : mappings) {
        if (fold.provesAbsence(snapshot, mapping)) {
          known.forEach(
              mapping.type(),
              id -> {
                ResourceKey resource = new ResourceKey(mapping.type(), id);
                if (!staging.contains(resource)) {
                  found.add(resource);
                }
              });
        }
      }
      return found;
    }

    private Work work(ResourceKey resource, List<RowChange> rows) {
      return Work.of(
          new CommandLedger.Assignment(
              resource, fold.snapshotChange(snapshot, resource.type(), rows)),
          maxChanges);
    }
  }
}
