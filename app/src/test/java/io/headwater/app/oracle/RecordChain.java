package io.headwater.app.oracle;

import io.headwater.app.system.TopicLog.Entry;
import java.util.List;
import java.util.Optional;

/**
 * Checks that the records of one resource follow each other as they must, whatever they say:
 * versions without a gap, operations that fit, a tombstone behind each delete and nowhere else, no
 * record that says the same as the one before, all in one partition.
 */
final class RecordChain {

  private static final String TOMBSTONE = "tombstone";

  private RecordChain() {}

  /** The first record that does not follow its predecessor. */
  static Optional<Difference> fault(String id, List<Entry> entries, int end) {
    long version = 0;
    String document = Published.NO_DOCUMENT;
    boolean tombstone = false;
    for (Entry entry : entries) {
      boolean deleted = document.equals(Published.NO_DOCUMENT);
      String found = TOMBSTONE;
      String wanted = TOMBSTONE;
      if (entry.value().isPresent()) {
        Published next = Published.of(entry);
        found = next.operation() + " v" + next.version();
        String operation = next.isDelete() ? "delete" : deleted ? "create" : "update";
        wanted = tombstone ? TOMBSTONE : operation + " v" + (version + 1);
        if (next.document().equals(document)) {
          return Optional.of(new Difference(end, id, "another document", found + " " + document));
        }
        version = next.version();
        document = next.document();
        tombstone = next.isDelete();
      } else if (tombstone) {
        tombstone = false;
      } else {
        wanted = "no tombstone behind v" + version;
      }
      if (!wanted.equals(found)) {
        return Optional.of(new Difference(end, id, wanted, found));
      }
    }
    if (tombstone) {
      return Optional.of(new Difference(end, id, TOMBSTONE, "nothing"));
    }
    return entries.stream().map(Entry::partition).distinct().count() <= 1
        ? Optional.empty()
        : Optional.of(new Difference(end, id, "one partition", "several partitions"));
  }
}
