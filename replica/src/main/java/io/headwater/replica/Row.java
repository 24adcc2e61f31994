package io.headwater.replica;

import java.util.List;
import java.util.Optional;

/**
 * A state as a row.
 *
 * @param values the texts of the payload's columns; empty is null
 */
record Row(String key, long version, List<Optional<String>> values) {

  /** About how many characters it has. */
  long size() {
    long size = key.length();
    for (Optional<String> value : values) {
      size += value.map(String::length).orElse(0);
    }
    return size;
  }
}
