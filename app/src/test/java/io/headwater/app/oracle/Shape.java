package io.headwater.app.oracle;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The tables of a try and the resources that they make up.
 *
 * @param foreignKeys whether all other tables refer to the first, with cascades
 * @param parts the tables; each row of the others belongs to a row of the first
 * @param resources the resource types; the root of the first is the first table
 */
record Shape(Identity identity, boolean foreignKeys, List<Part> parts, List<Resource> resources) {

  /** The number of the first table. */
  static final int ROOT = 0;

  Shape {
    parts = List.copyOf(parts);
    resources = List.copyOf(resources);
  }

  Part root() {
    return parts.getFirst();
  }

  /** The table of that number. */
  Part part(int number) {
    return parts.get(number);
  }

  /** The numbers of the tables but the first. */
  IntStream childNumbers() {
    return IntStream.range(1, parts.size());
  }

  /** Whether a state of the source may keep a document from being published. */
  boolean mayWithhold() {
    return resources.stream().anyMatch(Resource::mayWithhold);
  }
}
