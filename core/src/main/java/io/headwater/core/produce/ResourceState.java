package io.headwater.core.produce;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a resource's actor holds. */
public sealed interface ResourceState {

  /** The version that was published last; 0 before the first. */
  long version();

  /** The highest change log offset applied, by change log partition. */
  Map<String, Long> applied();

  /** The rows held. */
  ResourceRows rows();

  /** Never published; rows of embeds may be waiting for their root. */
  record Absent(Map<String, Long> applied, ResourceRows rows) implements ResourceState {
    @Override
    public long version() {
      return 0;
    }
  }

  /**
   * Published; the digest tells whether a change alters the document.
   *
   * @param document the document, while it is worth keeping for the next rendering; as it follows
   *     from the rows, states are equal without it
   */
  record Live(
      long version,
      Map<String, Long> applied,
      ResourceRows rows,
      String digest,
      Optional<Document> document)
      implements ResourceState {

    /** The state as it is recovered. */
    public Live(long version, Map<String, Long> applied, ResourceRows rows, String digest) {
      this(version, applied, rows, digest, Optional.empty());
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Live live
          && live.version == version
          && live.applied.equals(applied)
          && live.rows.equals(rows)
          && live.digest.equals(digest);
    }

    @Override
    public int hashCode() {
      return Objects.hash(version, applied, rows, digest);
    }
  }

  /** Published and deleted; the version is kept so that a re-creation continues it. */
  record Deleted(long version, Map<String, Long> applied, ResourceRows rows)
      implements ResourceState {}
}
