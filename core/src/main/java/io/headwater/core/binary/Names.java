package io.headwater.core.binary;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Names that occur again and again (columns, relations, topics), one string for each.
 *
 * <p>Else every resource in memory would hold strings of its own. A fixed number of slots that are
 * overwritten; thread-safe, as losing a write only costs another string.
 */
final class Names {

  static final int SLOTS = 2048;
  static final int MAX_CHARS = 64;

  private static final @Nullable String[] KNOWN = new @Nullable String[SLOTS];

  private Names() {}

  /**
   * The name.
   *
   * @param hash the name's {@link String#hashCode()}
   */
  static String ofAscii(byte[] content, int from, int length, int hash) {
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    String known = KNOWN[slot];
    if (known != null && known.length() == length && equal(known, content, from)) {
      return known;
    }
    String name = new String(content, from, length, StandardCharsets.ISO_8859_1);
    KNOWN[slot] = name;
    return name;
  }

  private static boolean equal(String known, byte[] content, int from) {
    for (int i = 0; i < known.length(); i++) {
      if (known.charAt(i) != content[from + i]) {
        return false;
      }
    }
    return true;
  }
}
