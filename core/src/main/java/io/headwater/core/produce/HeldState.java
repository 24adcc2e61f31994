package io.headwater.core.produce;

/** What a resource's actor answers when it is asked what it holds. */
public sealed interface HeldState {

  /** The version that was published last; 0 before the first. */
  long version();

  /** Never published. */
  record Absent() implements HeldState {
    @Override
    public long version() {
      return 0;
    }
  }

  /** Published; the document is what the held rows make up. */
  record Live(long version, Document document) implements HeldState {}

  /** Published and deleted. */
  record Deleted(long version) implements HeldState {}

  /**
   * The held rows make up something else than what was published last: that was withheld, or the
   * mapping has changed since.
   */
  record Unpublished(long version) implements HeldState {}
}
