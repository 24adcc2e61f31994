package io.headwater.persistence.journal;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps entries between the two questions of a recovery, so that the second need not read again.
 *
 * <p>Not every recovery gets to its second question. So there is room for a number of entries and
 * of bytes, and the one that has waited longest gives way. Thread-safe.
 */
final class RecoveringEntries {

  private final int maxEntries;
  private final long maxBytes;
  private final Map<String, JournalEntry> entries = new LinkedHashMap<>();
  private long bytes;

  RecoveringEntries(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  /** Keeps the newest entry of a persistence id, as long as there is room. */
  synchronized void keep(String persistenceId, JournalEntry newest) {
    Optional<JournalEntry> unused = take(persistenceId);
    entries.put(persistenceId, newest);
    bytes += newest.frame().size();
    Iterator<JournalEntry> eldest = entries.values().iterator();
    while (entries.size() > maxEntries || bytes > maxBytes) {
      bytes -= eldest.next().frame().size();
      eldest.remove();
    }
  }

  /** The entry that was kept, which is kept no longer. */
  synchronized Optional<JournalEntry> take(String persistenceId) {
    Optional<JournalEntry> kept = Optional.ofNullable(entries.remove(persistenceId));
    kept.ifPresent(entry -> bytes -= entry.frame().size());
    return kept;
  }
}
