package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Set;

/** What a record of the change log leads to. */
public sealed interface ProduceStep {

  /** The change log offset of the record. */
  long offset();

  /** Nothing to do yet; the offset must not be committed before a later step's. */
  record Held(long offset) implements ProduceStep {}

  /** Nothing to do; all before is accounted for. */
  record Passed(long offset) implements ProduceStep {}

  /**
   * Source transactions, or parts of one, that have ended, in order.
   *
   * @param refused events among them that could not be routed, in one role of their table at least
   */
  record Dispatch(long offset, List<Part> parts, List<Refusal> refused) implements ProduceStep {
    public Dispatch {
      parts = List.copyOf(parts);
      refused = List.copyOf(refused);
    }
  }

  /**
   * What a source transaction, or a part of it, does.
   *
   * @param assignments changes for resources, each resource at most once
   * @param clearings what it does to the resources that have no assignment, as it truncated tables
   */
  record Part(List<CommandLedger.Assignment> assignments, List<Clearing> clearings) {
    public Part {
      assignments = List.copyOf(assignments);
      clearings = List.copyOf(clearings);
    }
  }

  /** A change of every known resource of a type that has no change of its own in the same part. */
  record Clearing(ResourceType type, ResourceChange change) {}

  /** The staged snapshot is complete and is to be dispatched now. */
  record DispatchSnapshot(long offset, ControlRecord.SnapshotCompleted completed)
      implements ProduceStep {}

  /**
   * The record cannot be used; the reason says why and how to mend it.
   *
   * @param cause why, in a word
   * @param held whether the offset must not be committed before a later step's
   */
  record Refuse(long offset, RefusalCause cause, String reason, boolean held)
      implements ProduceStep {}

  /**
   * A row of the table must be located, and is not followed in these roles: the fold is to be begun
   * anew at the last acknowledged offset, with a tracker that follows them too.
   */
  record Unlocated(long offset, TableName table, Set<Role> roles) implements ProduceStep {
    public Unlocated {
      roles = Set.copyOf(roles);
    }
  }

  /** A change event that could not be routed in every role, where it stands, and why. */
  record Refusal(long offset, ChangeEvent event, String reason) {}
}
