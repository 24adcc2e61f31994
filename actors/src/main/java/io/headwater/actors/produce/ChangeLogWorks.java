package io.headwater.actors.produce;

import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.produce.ChangeLogFold;
import io.headwater.core.produce.ChangeLogPartition;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ProduceStep;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.ResourceKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What the records of one change log partition are to be done: folds them into works, in order.
 *
 * <p>No work is larger than the limit. Not thread-safe; works are made as they are asked for, and
 * none is once it is closed.
 */
final class ChangeLogWorks implements AutoCloseable {

  private final String source;
  private final ChangeLogPartition partition;
  private final SnapshotStaging staging;
  private final List<ResourceMapping> mappings;
  private final KnownResources known;
  private final ResourceRouter.Surroundings surroundings;
  private final Room max;
  private final int maxTransactionChanges;
  private final int maxTransactionCharacters;
  private final RowLocation rows;
  private Optional<Begun> begun = Optional.empty();
  private boolean isClosed;

  private record Begun(ChangeLogFold fold, RowLocation.Following following) {}

  /** The works of a partition, whose staging is closed with them. */
  ChangeLogWorks(
      String source,
      ChangeLogPartition partition,
      ProduceParts parts,
      ResourceRouter.Surroundings surroundings) {
    this.source = source;
    this.partition = partition;
    this.mappings =
        parts.mappings().stream().filter(mapping -> mapping.source().equals(source)).toList();
    this.known = parts.known();
    this.surroundings = surroundings;
    this.max = parts.settings().maxOpen();
    this.maxTransactionChanges = parts.settings().maxTransactionChanges();
    this.maxTransactionCharacters = parts.settings().maxTransactionCharacters();
    this.rows = parts.rows();
    this.staging = new StagingOnDemand(() -> parts.staging().apply(partition.name()));
  }

  /** The fold; it begins with the first record, as finding rows may take its time. */
  private ChangeLogFold fold() {
    if (isClosed) {
      throw new IllegalStateException("the works of %s are closed".formatted(partition.name()));
    }
    if (begun.isEmpty()) {
      RowLocation.Following following = rows.begin(source, partition.name(), mappings);
      begun =
          Optional.of(
              new Begun(
                  new ChangeLogFold(
                      partition,
                      mappings,
                      staging,
                      following.tracker(),
                      maxTransactionChanges,
                      maxTransactionCharacters),
                  following));
    }
    return begun.get().fold();
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      begun.ifPresent(it -> it.following().close());
      begun = Optional.empty();
    } finally {
      staging.close();
    }
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
                  new Refusal(RefusalCause.UNROUTABLE_ROW, refusal.reason(), refusal.offset()),
                  Bytes.of(ChangeLogCodec.encode(refusal.event()))));
        }
        yield works(dispatch, refused);
      }
      case ProduceStep.DispatchSnapshot snapshot ->
          new WorkSequence(
              List.of(
                  this::barrier,
                  () -> snapshotWorks(snapshot),
                  () -> {
                    staging.clear();
                    return acknowledging(snapshot.offset());
                  }));
      case ProduceStep.Unlocated unlocated -> {
        rows.learn(source, unlocated.roles());
        throw new IllegalStateException(
            "the change at %s@%d does not tell whose row of %s it was; the stream begins anew and finds out where the rows of %s are"
                .formatted(
                    partition.name(), unlocated.offset(), unlocated.table(), unlocated.roles()));
      }
      case ProduceStep.Refuse refuse -> {
        QuarantineRecord kept =
            refused(
                "change log",
                new Refusal(refuse.cause(), refuse.reason(), refuse.offset()),
                value(consumed));
        yield List.of(
            Work.of(
                List.of(kept), refuse.held() ? Optional.empty() : Optional.of(refuse.offset())));
      }
    };
  }

  private ProduceStep step(ConsumerRecord<byte[], byte[]> consumed) {
    if (consumed.value() == null) {
      return fold().refuse(consumed.offset(), "the record has no value; mend: find who wrote it");
    }
    ChangeLogRecord logged;
    try {
      logged = ChangeLogCodec.decode(consumed.value());
    } catch (MalformedJsonException e) {
      return fold()
          .refuse(
              consumed.offset(),
              "not a record of the change log: " + e.getMessage() + "; mend: find who wrote it");
    }
    return fold().next(consumed.offset(), logged);
  }

  private record Refusal(RefusalCause cause, String reason, long offset) {}

  private QuarantineRecord refused(String subject, Refusal refusal, Bytes payload) {
    Instant now = surroundings.clock().instant();
    boolean isChange = refusal.cause() == RefusalCause.UNROUTABLE_ROW;
    int dash = partition.name().lastIndexOf('-');
    int number = Integer.parseInt(partition.name().substring(dash + 1));
    return new QuarantineRecord(
        source,
        "produce",
        refusal.cause(),
        subject,
        refusal.reason(),
        partition.at(refusal.offset()).shown(),
        now,
        payload,
        RefusedInput.of(isChange ? PayloadForm.CHANGE_EVENT : PayloadForm.BYTES)
            .at(
                new RefusedInput.Place(
                    partition.name().substring(0, dash), number, refusal.offset()))
            .loggedAt(
                new RefusedInput.LogPlace(partition.topicId(), number, refusal.offset() + 1, 0)),
        Tries.firstAt(now));
  }

  private static Bytes value(ConsumerRecord<byte[], byte[]> consumed) {
    return Bytes.of(consumed.value() == null ? new byte[0] : consumed.value());
  }

  private Iterable<Work> works(ProduceStep.Dispatch dispatch, List<QuarantineRecord> refused) {
    List<ProduceStep.Part> parts = dispatch.parts();
    if (parts.stream().allMatch(part -> part.clearings().isEmpty())) {
      return Work.parts(
          parts.stream().flatMap(part -> part.assignments().stream()).toList(),
          refused,
          Optional.of(dispatch.offset()),
          max);
    }
    List<Supplier<Iterator<Work>>> steps = new ArrayList<>();
    steps.add(() -> List.of(Work.of(refused, Optional.empty())).iterator());
    for (ProduceStep.Part part : parts) {
      steps.add(() -> Work.parts(part.assignments(), List.of(), Optional.empty(), max).iterator());
      if (!part.clearings().isEmpty()) {
        steps.add(this::barrier);
        steps.add(() -> clearingWorks(part));
      }
    }
    steps.add(() -> acknowledging(dispatch.offset()));
    return new WorkSequence(steps);
  }

  /** Behind it every earlier change is durable, and so every resource that it made is known. */
  private Iterator<Work> barrier() {
    return List.of(Work.barrier(max)).iterator();
  }

  private static Iterator<Work> acknowledging(long offset) {
    return List.of(Work.of(List.of(), Optional.of(offset))).iterator();
  }

  private Iterator<Work> clearingWorks(ProduceStep.Part part) {
    Set<ResourceKey> changed =
        part.assignments().stream()
            .map(CommandLedger.Assignment::resource)
            .collect(Collectors.toSet());
    List<CommandLedger.Assignment> others = new ArrayList<>();
    for (ProduceStep.Clearing clearing : part.clearings()) {
      known.forEach(
          clearing.type(),
          id -> {
            ResourceKey resource = new ResourceKey(clearing.type(), id);
            if (!changed.contains(resource)) {
              others.add(new CommandLedger.Assignment(resource, clearing.change()));
            }
          });
    }
    return others.stream().map(other -> Work.of(other, max)).iterator();
  }

  /** One work per staged or vanished resource. */
  private Iterator<Work> snapshotWorks(ProduceStep.DispatchSnapshot snapshot) {
    List<ResourceKey> vanished = vanished(snapshot);
    Iterator<SnapshotStaging.StagedResource> staged = staging.resources();
    Iterator<ResourceKey> gone = vanished.iterator();
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return staged.hasNext() || gone.hasNext();
      }

      @Override
      public Work next() {
        if (staged.hasNext()) {
          SnapshotStaging.StagedResource found = staged.next();
          return work(snapshot, found.resource(), found.rows());
        }
        return work(snapshot, gone.next(), List.of());
      }
    };
  }

  private List<ResourceKey> vanished(ProduceStep.DispatchSnapshot snapshot) {
    List<ResourceKey> found = new ArrayList<>();
    for (ResourceMapping mapping : mappings) {
      if (fold().provesAbsence(snapshot, mapping)) {
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

  private Work work(
      ProduceStep.DispatchSnapshot snapshot, ResourceKey resource, List<RowChange> changes) {
    return Work.of(
        new CommandLedger.Assignment(resource, fold().snapshotChange(snapshot, resource, changes)),
        max);
  }
}
