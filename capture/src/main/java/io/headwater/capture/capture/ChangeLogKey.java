package io.headwater.capture.capture;

import io.headwater.core.capture.ChangeEvent;

/** The key of a change in the change log: its row's identity, or the table where rows have none. */
public final class ChangeLogKey {

  private ChangeLogKey() {}

  /** The key of the change. */
  public static String of(ChangeEvent event) {
    String table = event.source().table().toString();
    return event.key().size() == 0 ? table : table + event.key().toJson();
  }
}
