package io.headwater.core.capture;

/** What happened to a row; a row read by a source snapshot is a {@code CREATE}. */
public enum ChangeType {
  CREATE,
  UPDATE,
  DELETE
}
