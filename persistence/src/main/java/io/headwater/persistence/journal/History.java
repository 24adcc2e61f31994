package io.headwater.persistence.journal;

/**
 * How many of a persistence id's newest events the journal keeps.
 *
 * <p>It decides the keys of the journal topic, and so what compaction leaves: the newest event has
 * the persistence id itself as its key; of the last N each takes one of N slots in turn, so that
 * the (N+1)th replaces the first; when all are kept, each has a key of its own.
 *
 * @param kept the number of events; {@link Long#MAX_VALUE} keeps all
 */
record History(long kept) {

  private static final char SLOT = '\0';
  private static final long ALL = Long.MAX_VALUE;

  /** The newest event only. */
  static final History NEWEST = new History(1);

  History {
    if (kept < 1) {
      throw new JournalException(
          "headwater.persistence.journal.history is %d; mend: use newest, all, or a number from 1"
              .formatted(kept));
    }
  }

  /** Reads the setting: {@code newest}, {@code all} or a number. */
  static History parse(String text) {
    return switch (text) {
      case "newest" -> NEWEST;
      case "all" -> new History(ALL);
      default -> {
        try {
          yield new History(Long.parseLong(text));
        } catch (NumberFormatException e) {
          throw new JournalException(
              "headwater.persistence.journal.history is '%s'; mend: use newest, all, or a number from 1"
                  .formatted(text),
              e);
        }
      }
    };
  }

  /** Whether events before the newest are kept. */
  boolean keepsFormer() {
    return kept > 1;
  }

  boolean keepsAll() {
    return kept == ALL;
  }

  /** The topic's key of an event. */
  String key(String persistenceId, long sequenceNr) {
    if (!keepsFormer()) {
      return persistenceId;
    }
    return persistenceId + SLOT + (keepsAll() ? sequenceNr : sequenceNr % kept);
  }

  /** Whose record it is, by its key in the topic. */
  static String persistenceId(String key) {
    int slot = key.indexOf(SLOT);
    return slot < 0 ? key : key.substring(0, slot);
  }

  /** Refuses an id that the topic's keys cannot tell from another's slot. */
  static void requireUsable(String persistenceId) {
    if (persistenceId.indexOf(SLOT) >= 0) {
      throw new JournalException(
          "the persistence id '%s' holds the character U+0000; mend: use another id"
              .formatted(persistenceId.replace(SLOT, '?')));
    }
  }
}
