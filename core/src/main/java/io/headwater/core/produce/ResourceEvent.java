package io.headwater.core.produce;

import java.util.Optional;

/**
 * A fact about one resource, as the journal keeps it. Each event is complete: the newest alone
 * recovers the resource.
 */
public sealed interface ResourceEvent {

  /** Identity, version, provenance and applied offsets. */
  EventHeader header();

  /** All rows held after the event. */
  ResourceRows rows();

  /**
   * The resource came to be, or its document changed.
   *
   * @param created whether the resource was absent before
   * @param digest the document's digest
   * @param document the document; empty when the event was read back from the journal, as the rows
   *     determine it
   */
  record StateReplaced(
      EventHeader header,
      ResourceRows rows,
      boolean created,
      String digest,
      Optional<Document> document)
      implements ResourceEvent {}

  /** No root row counts any more, so the resource is gone; rows may still be held. */
  record ResourceDeleted(EventHeader header, ResourceRows rows) implements ResourceEvent {}

  /**
   * Held rows changed, and what is published did not.
   *
   * @param digest the digest of the document that is published; empty when none is
   */
  record RowsReplaced(EventHeader header, ResourceRows rows, Optional<String> digest)
      implements ResourceEvent {}

  /**
   * The rows became more than are held and are held no longer, and what is published stays.
   *
   * @param digest the digest of the document that is published; empty when none is
   */
  record RowsDropped(EventHeader header, Optional<String> digest) implements ResourceEvent {
    @Override
    public ResourceRows rows() {
      return ResourceRows.empty();
    }
  }
}
