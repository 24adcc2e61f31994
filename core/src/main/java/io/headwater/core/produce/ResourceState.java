package io.headwater.core.produce;

import java.util.Map;

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

  /** Published; the digest tells whether a change alters the document. */
  record Live(long version, Map<String, Long> applied, ResourceRows rows, String digest)
      implements ResourceState {}

  /** Published and deleted; the version is kept so that a re-creation continues it. */
  record Deleted(long version, Map<String, Long> applied, ResourceRows rows)
      implements ResourceState {}
}
