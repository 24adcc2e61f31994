package io.headwater.persistence.journal;

/** Thrown when another writer has claimed a partition of this one, or ended its claim. */
final class PlaceLostException extends JournalException {

  PlaceLostException(String message) {
    super(message);
  }
}
