package io.headwater.persistence.produce;

import io.headwater.core.produce.ResourceEvent;
import java.util.Optional;

/**
 * The stable names of the events in the journal, and the codes that stand for them there.
 *
 * <p>A name includes its version. A changed form gets a new name and a new code, and the former one
 * stays readable; neither is ever given to something else.
 */
enum EventName {
  REPLACED(1, "resource.replaced.v1"),
  DELETED(2, "resource.deleted.v1"),
  ROWS_REPLACED(3, "resource.rows-replaced.v1"),
  ROWS_DROPPED(4, "resource.rows-dropped.v1");

  private final int code;
  private final String text;

  EventName(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The first byte of the event. */
  int code() {
    return code;
  }

  /** The name as other journals and people see it. */
  String text() {
    return text;
  }

  /** The name under which an event is written. */
  static EventName of(ResourceEvent event) {
    return switch (event) {
      case ResourceEvent.StateReplaced ignored -> REPLACED;
      case ResourceEvent.ResourceDeleted ignored -> DELETED;
      case ResourceEvent.RowsReplaced ignored -> ROWS_REPLACED;
      case ResourceEvent.RowsDropped ignored -> ROWS_DROPPED;
    };
  }

  /** The name that a code stands for; empty when this version does not know it. */
  static Optional<EventName> of(int code) {
    return switch (code) {
      case 1 -> Optional.of(REPLACED);
      case 2 -> Optional.of(DELETED);
      case 3 -> Optional.of(ROWS_REPLACED);
      case 4 -> Optional.of(ROWS_DROPPED);
      default -> Optional.empty();
    };
  }

  /** The name with that text; empty when this version does not know it. */
  static Optional<EventName> of(String text) {
    for (EventName name : values()) {
      if (name.text.equals(text)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }
}
