package io.headwater.core.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import java.util.List;

/** What a record of the change log leads to. */
public sealed interface ProduceStep {

  /** The change log offset of the record. */
  long offset();

  /** Nothing to do yet; the offset must not be committed before a later step's. */
  record Held(long offset) implements ProduceStep {}

  /** Nothing to do; all before is accounted for. */
  record Passed(long offset) implements ProduceStep {}

  /**
   * Changes for resources, each resource at most once per source transaction, in order.
   *
   * @param refused events among them that could not be routed
   */
  record Dispatch(long offset, List<CommandLedger.Assignment> assignments, List<Refusal> refused)
      implements ProduceStep {
    public Dispatch {
      assignments = List.copyOf(assignments);
      refused = List.copyOf(refused);
    }
  }

  /** The staged snapshot is complete and is to be dispatched now. */
  record DispatchSnapshot(long offset, ControlRecord.SnapshotCompleted completed)
      implements ProduceStep {}

  /**
   * The record cannot be used; the reason says why and how to mend it.
   *
   * @param held whether the offset must not be committed before a later step's
   */
  record Refuse(long offset, String reason, boolean held) implements ProduceStep {}

  /** A change event that could not be routed, where it stands, and why. */
  record Refusal(long offset, ChangeEvent event, String reason) {}
}
