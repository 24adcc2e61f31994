package io.headwater.core.produce;

/** What a resource makes of a change. */
public sealed interface Decision {

  /** The change alters the resource: this event is to be persisted. */
  record Accept(ResourceEvent event) implements Decision {}

  /**
   * The change alters the held rows, but what they make up cannot be published: the event is to be
   * persisted, and the last good document stays published. The reason says how to mend it.
   */
  record Withhold(ResourceEvent event, Cause cause, String reason) implements Decision {}

  /** The change has no effect. */
  record Ignore(Reason reason) implements Decision {}

  /** Why a document cannot be published. */
  enum Cause {
    /** The rows do not make up a document. */
    UNFIT,
    /** The document is larger than the limit. */
    TOO_LARGE,
    /** The document violates its contract. */
    CONTRACT
  }

  /** Why a change has no effect. */
  enum Reason {
    /** Its offset is at or below the highest applied one. */
    DUPLICATE,
    /** The rows stay as they are. */
    UNCHANGED
  }
}
