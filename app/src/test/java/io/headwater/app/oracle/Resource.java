package io.headwater.app.oracle;

import java.util.List;

/**
 * How tables make up the documents of one resource type.
 *
 * @param root the table with one row for each resource
 * @param key the root's columns that identify it
 */
record Resource(
    Part root, List<String> key, Filter filter, List<Field> fields, List<Embed> embeds) {

  Resource {
    key = List.copyOf(key);
    fields = List.copyOf(fields);
    embeds = List.copyOf(embeds);
  }

  /** Whether a state of the source may keep a document from being published. */
  boolean mayWithhold() {
    return embeds.stream().anyMatch(Embed::mayWithhold);
  }
}
