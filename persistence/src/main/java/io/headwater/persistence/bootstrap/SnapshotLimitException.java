package io.headwater.persistence.bootstrap;

/** Thrown when as many snapshots are open as may be; one more may be taken after one is closed. */
public final class SnapshotLimitException extends IllegalStateException {

  SnapshotLimitException(int limit) {
    super(
        "%d snapshots of the bootstrap view are open, as many as may be; mend: try again later, or raise the limit of open snapshots"
            .formatted(limit));
  }
}
