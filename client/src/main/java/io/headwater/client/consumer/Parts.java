package io.headwater.client.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The parts that one partition's download came in, each with a position of its own.
 *
 * <p>A part holds the ids behind the one that it begins behind, up to the next part's. What the
 * stream said of these before the part's position is in it. Following begins at the lowest position
 * of all, whichever part that is: a provider that lags may give a later part a lower one. A record
 * of an id whose part knows it already is a repetition. Parts whose position was passed know
 * nothing that is still to come, and neighbours of which that is true are one.
 */
record Parts(List<Part> list) {

  /** More are not remembered; a download that breaks off more often starts anew. */
  static final int MAX = 256;

  static final Parts NONE = new Parts(List.of());

  /**
   * One answer of a provider.
   *
   * @param after the id it began behind; empty for the beginning
   * @param position the next offset as of its states; 0 when there is nothing to skip
   */
  record Part(Optional<String> after, long position) {}

  Parts {
    list = List.copyOf(list);
  }

  /** With a part more; it takes the place of one of which nothing was taken. */
  Parts begin(Optional<String> after, long position) {
    List<Part> parts = new ArrayList<>(list);
    if (!parts.isEmpty() && parts.getLast().after().equals(after)) {
      parts.removeLast();
    }
    if (parts.isEmpty() || parts.getLast().position() != position) {
      parts.add(new Part(after, position));
    }
    return new Parts(parts);
  }

  /** The lowest position: where following begins. */
  long lowest() {
    return list.stream().mapToLong(Part::position).min().orElse(0);
  }

  /** The highest position: what is at the sink may be as new as that. */
  long highest() {
    return list.stream().mapToLong(Part::position).max().orElse(0);
  }

  /** Without what no record from that offset on needs. */
  Parts passed(long next) {
    if (list.isEmpty()) {
      return this;
    }
    List<Part> parts = new ArrayList<>();
    for (Part part : list) {
      long position = part.position() <= next ? 0 : part.position();
      if (parts.isEmpty() || parts.getLast().position() != position) {
        parts.add(new Part(part.after(), position));
      }
    }
    return parts.size() == 1 && parts.getFirst().position() == 0 ? NONE : new Parts(parts);
  }

  /** Whether the download held what the stream says of that id at that offset. */
  boolean contain(String key, long offset) {
    long position = 0;
    for (Part part : list) {
      if (part.after().isEmpty() || Keys.compare(part.after().get(), key) < 0) {
        position = part.position();
      }
    }
    return offset < position;
  }

  boolean tooMany() {
    return list.size() > MAX;
  }
}
