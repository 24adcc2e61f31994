package io.headwater.core.quarantine;

import java.util.List;
import java.util.Optional;

/**
 * A part of a list, in the order of the topic.
 *
 * @param entries the records
 * @param next where the list goes on; empty at its end
 */
public record QuarantinePage(List<QuarantineEntry> entries, Optional<Cursor> next) {

  public QuarantinePage {
    entries = List.copyOf(entries);
  }

  /** Behind a record of the topic. */
  public record Cursor(long offset, int partition) implements Comparable<Cursor> {

    /** The cursor of that text; empty when it is none. */
    public static Optional<Cursor> parse(String text) {
      int dash = text.indexOf('-');
      try {
        return dash < 1
            ? Optional.empty()
            : Optional.of(
                new Cursor(
                    Long.parseLong(text.substring(0, dash)),
                    Integer.parseInt(text.substring(dash + 1))));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    @Override
    public int compareTo(Cursor other) {
      int byOffset = Long.compare(offset, other.offset);
      return byOffset != 0 ? byOffset : Integer.compare(partition, other.partition);
    }

    @Override
    public String toString() {
      return offset + "-" + partition;
    }
  }
}
