package io.headwater.http.select;

import java.util.List;

/** Reads the dotted paths of members; a name that has a dot itself cannot be given. */
final class Paths {

  /** The most characters of a text that a message repeats. */
  private static final int MAX_TOLD = 100;

  private Paths() {}

  /**
   * The names of a path.
   *
   * @param parameter whose text it is part of, for the message
   */
  static List<String> read(String parameter, String path) {
    List<String> names = List.of(path.split("\\.", -1));
    if (names.contains("")) {
      throw new IllegalArgumentException(
          "'%s' has the path '%s'; give names of members with dots between them, such as 'name' or"
                  .formatted(parameter, told(path))
              + " 'dimensions.x'.");
    }
    return names;
  }

  /** A text, shortened for a message. */
  static String told(String text) {
    return text.length() <= MAX_TOLD ? text : text.substring(0, MAX_TOLD) + "…";
  }
}
