package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Folds one change log partition, record by record, into changes of resources.
 *
 * <p>The changes of a source transaction are gathered per resource until its last record. A
 * truncated table's rows are gone at that point of the transaction, in every resource; a truncation
 * without a transaction is one of its own. A transaction of more than a limit is handed on in
 * parts, all but the last marked partial; the parts' borders follow from the log alone, so a replay
 * cuts at the same places. The rows of a source snapshot are staged until it is complete; a row
 * read outside of a snapshot is an ordinary change. A transaction whose last record cannot be used
 * ends where the next record begins, which hands it on. Not thread-safe.
 */
public final class ChangeLogFold {

  private final ChangeLogPartition partition;
  private final List<ResourceMapping> mappings;
  private final ChangeRouter router;
  private final SnapshotStaging staging;
  private final RowTracker tracker;
  private final int maxTransactionChanges;
  private final long maxTransactionCharacters;

  private final GatheredChanges gathered = new GatheredChanges();
  private final List<ProduceStep.Refusal> refused = new ArrayList<>();
  private final List<ProduceStep.Part> ended = new ArrayList<>();
  private long gatheredTo;

  /** Where the newest gathered record is from; empty when no transaction is open. */
  private Optional<Provenance> openTransaction = Optional.empty();

  private boolean inSnapshot;
  private boolean snapshotIsWhole = true;

  /** The roles in which the snapshot has a row that was refused. */
  private final Set<Role> incomplete = new HashSet<>();

  /**
   * A fold at the beginning of a transaction.
   *
   * @param partition the partition
   * @param tracker follows rows whose former owner the log does not tell
   * @param maxTransactionChanges the most change events of a transaction that are held
   * @param maxTransactionCharacters the most characters of their values; one event may have more
   */
  public ChangeLogFold(
      ChangeLogPartition partition,
      List<ResourceMapping> mappings,
      SnapshotStaging staging,
      RowTracker tracker,
      int maxTransactionChanges,
      long maxTransactionCharacters) {
    this.partition = partition;
    this.mappings = List.copyOf(mappings);
    this.router = new ChangeRouter(mappings);
    this.staging = staging;
    this.tracker = tracker;
    this.maxTransactionChanges = maxTransactionChanges;
    this.maxTransactionCharacters = maxTransactionCharacters;
  }

  /** What the record at that offset leads to. */
  public ProduceStep next(long offset, ChangeLogRecord logged) {
    return switch (logged) {
      case ChangeEvent event ->
          event.snapshot() && inSnapshot ? stage(offset, event) : gather(offset, event);
      case ControlRecord.SnapshotStarted ignored -> startSnapshot(offset);
      case ControlRecord.SnapshotCompleted completed -> {
        if (!inSnapshot) {
          // Without its start the staged rows are not all, and those that miss would be removed.
          yield refused(
              offset,
              RefusalCause.SNAPSHOT_OUT_OF_ORDER,
              "a source snapshot is complete whose start is not in the change log; mend: take a new snapshot of the source");
        }
        inSnapshot = false;
        for (ResourceMapping mapping : mappings) {
          for (ResourceMapping.Relation relation : mapping.relations()) {
            if (isWhole(completed, mapping, relation)) {
              tracker.clear(mapping.type(), relation.name());
            }
          }
        }
        yield new ProduceStep.DispatchSnapshot(offset, completed);
      }
      case ControlRecord.Truncated truncated -> truncate(offset, truncated);
      case ControlRecord.Refresh refresh -> refresh(offset, refresh);
      case ControlRecord.Heartbeat ignored -> {
        if (inSnapshot || openTransaction.isPresent()) {
          yield new ProduceStep.Held(offset);
        }
        yield isHeld() ? dispatch(offset) : new ProduceStep.Passed(offset);
      }
    };
  }

  /** A snapshot renders each resource anyway, when it is complete. */
  private ProduceStep refresh(long offset, ControlRecord.Refresh refresh) {
    boolean isMapped =
        mappings.stream()
            .anyMatch(
                mapping ->
                    mapping.type().equals(refresh.resource().type())
                        && mapping.source().equals(refresh.source()));
    if (inSnapshot) {
      return new ProduceStep.Held(offset);
    }
    endTransaction();
    if (isMapped) {
      Provenance provenance =
          new Provenance(
              refresh.source(), refresh.position(), Optional.empty(), refresh.timestamp());
      ResourceChange change =
          new ResourceChange(partition.at(offset), provenance, false, List.of());
      ended.add(
          new ProduceStep.Part(
              List.of(new CommandLedger.Assignment(refresh.resource(), change)), List.of()));
    }
    return isHeld() ? dispatch(offset) : new ProduceStep.Passed(offset);
  }

  private ProduceStep startSnapshot(long offset) {
    endTransaction();
    staging.clear();
    snapshotIsWhole = true;
    incomplete.clear();
    inSnapshot = true;
    // The start itself must be read again after a crash, so only what is before it is handed on.
    return ended.isEmpty() && refused.isEmpty()
        ? new ProduceStep.Held(offset)
        : dispatch(offset - 1);
  }

  /**
   * The step for a record that cannot be read. Within a snapshot it may have been a row of any
   * table, so that nothing is taken for gone.
   */
  public ProduceStep refuse(long offset, String reason) {
    snapshotIsWhole = false;
    return refused(offset, RefusalCause.FOREIGN_RECORD, reason);
  }

  private ProduceStep refused(long offset, RefusalCause cause, String reason) {
    return new ProduceStep.Refuse(offset, cause, reason, isHeld());
  }

  /**
   * Whether resources of the type of which the snapshot found no row lose any: those of a table
   * that was read whole, and of which no row was refused, as it might have been theirs.
   */
  public boolean provesAbsence(ProduceStep.DispatchSnapshot step, ResourceMapping mapping) {
    return mapping.relations().stream().anyMatch(it -> isWhole(step.completed(), mapping, it));
  }

  private boolean isWhole(
      ControlRecord.SnapshotCompleted completed,
      ResourceMapping mapping,
      ResourceMapping.Relation relation) {
    return snapshotIsWhole
        && !incomplete.contains(new Role(mapping.type(), relation.name()))
        && completed.tables().contains(relation.table());
  }

  /**
   * The change that a staged resource undergoes when its snapshot is complete; to be asked for once
   * for each resource, before the next record.
   */
  public ResourceChange snapshotChange(
      ProduceStep.DispatchSnapshot step, ResourceKey resource, List<RowChange> rows) {
    tracker.add(resource, rows);
    ControlRecord.SnapshotCompleted completed = step.completed();
    List<RowChange> changes = new ArrayList<>();
    for (ResourceMapping mapping : mappings) {
      for (ResourceMapping.Relation relation : mapping.relations()) {
        if (mapping.type().equals(resource.type()) && isWhole(completed, mapping, relation)) {
          changes.add(new RowChange.Clear(relation.name()));
        }
      }
    }
    changes.addAll(rows);
    return new ResourceChange(
        partition.at(step.offset()),
        new Provenance(
            completed.source(), completed.position(), Optional.empty(), completed.timestamp()),
        false,
        changes);
  }

  private boolean isHeld() {
    return inSnapshot || openTransaction.isPresent() || !ended.isEmpty() || !refused.isEmpty();
  }

  private ProduceStep stage(long offset, ChangeEvent event) {
    Routing routing = router.route(event);
    staging.stage(routing.changes());
    if (routing.refusals().isEmpty()) {
      return new ProduceStep.Held(offset);
    }
    routing.refusals().forEach(refusal -> incomplete.add(refusal.role()));
    return refused(offset, RefusalCause.UNROUTABLE_ROW, routing.reason());
  }

  private ProduceStep gather(long offset, ChangeEvent event) {
    Provenance provenance =
        new Provenance(
            event.source().name(),
            event.source().position(),
            event.transaction().map(TransactionMark::id),
            event.timestamp());
    Routing routing = router.route(event);
    Set<Role> unfollowed = unfollowed(routing.unlocated());
    if (!unfollowed.isEmpty()) {
      return new ProduceStep.Unlocated(offset, event.source().table(), unfollowed);
    }
    enter(provenance);
    tracker.complete(routing).forEach(gathered::add);
    if (!routing.refusals().isEmpty()) {
      refused.add(new ProduceStep.Refusal(offset, event, routing.reason()));
    }
    return gathered(offset, provenance, event.transaction());
  }

  private Set<Role> unfollowed(List<RowLocator.Row> rows) {
    if (rows.isEmpty()) {
      return Set.of();
    }
    return rows.stream()
        .map(RowLocator.Row::role)
        .filter(role -> !tracker.follows(role))
        .collect(Collectors.toSet());
  }

  private ProduceStep truncate(long offset, ControlRecord.Truncated truncated) {
    if (inSnapshot) {
      // No engine does it: it reads a snapshot from one moment, and the log from there on.
      return refused(
          offset,
          RefusalCause.SNAPSHOT_OUT_OF_ORDER,
          "table %s was truncated while a source snapshot was read, so rows of it may be published that are gone; mend: take a new snapshot of the source"
              .formatted(truncated.table()));
    }
    Provenance provenance =
        new Provenance(
            truncated.source(),
            truncated.position(),
            truncated.transaction().map(TransactionMark::id),
            truncated.timestamp());
    enter(provenance);
    for (ResourceMapping mapping : mappings) {
      for (ResourceMapping.Relation relation : mapping.relations()) {
        if (mapping.source().equals(truncated.source())
            && relation.table().equals(truncated.table())) {
          gathered.clear(mapping.type(), relation.name());
          tracker.clear(mapping.type(), relation.name());
        }
      }
    }
    return gathered(offset, provenance, truncated.transaction());
  }

  /** Ends the open transaction when a record is not of it. */
  private void enter(Provenance provenance) {
    if (openTransaction.isPresent()
        && !openTransaction.get().transaction().equals(provenance.transaction())) {
      endPart(false);
    }
  }

  private ProduceStep gathered(long offset, Provenance from, Optional<TransactionMark> mark) {
    gathered.count();
    gatheredTo = offset;
    openTransaction = Optional.of(from);
    boolean last = mark.map(TransactionMark::last).orElse(true);
    if (!last
        && gathered.records() < maxTransactionChanges
        && gathered.characters() < maxTransactionCharacters) {
      return new ProduceStep.Held(offset);
    }
    endPart(!last);
    return dispatch(offset);
  }

  private void endTransaction() {
    if (openTransaction.isPresent()) {
      endPart(false);
    }
  }

  private void endPart(boolean partial) {
    ended.add(gathered.end(partition.at(gatheredTo), openTransaction.orElseThrow(), partial));
    openTransaction = Optional.empty();
  }

  private ProduceStep dispatch(long offset) {
    ProduceStep step = new ProduceStep.Dispatch(offset, ended, refused);
    ended.clear();
    refused.clear();
    return step;
  }
}
