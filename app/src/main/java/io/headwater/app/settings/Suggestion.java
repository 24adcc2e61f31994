package io.headwater.app.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the known name that a user most likely meant. */
final class Suggestion {

  /** Names this short may differ by one edit only; longer ones by {@value #MAX_EDITS}. */
  private static final int SHORT_NAME = 4;

  private static final int MAX_EDITS = 2;

  private Suggestion() {}

  /** {@code did you mean 'x'?}, or the list of what is known. */
  static String mend(String name, Collection<String> known) {
    return nearest(name, known)
        .map(Suggestion::didYouMean)
        .orElseGet(() -> known.isEmpty() ? "remove it" : "use one of " + String.join(", ", known));
  }

  static String didYouMean(String name) {
    return "did you mean '" + name + "'?";
  }

  /** The known name with the fewest edits, when they are few enough for a slip of the hand. */
  static Optional<String> nearest(String name, Collection<String> known) {
    int allowed = name.length() <= SHORT_NAME ? 1 : MAX_EDITS;
    return known.stream()
        .filter(candidate -> edits(name, candidate) <= allowed)
        .min(Comparator.comparingInt(candidate -> edits(name, candidate)));
  }

  /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
  static int edits(String from, String to) {
    String a = from.toLowerCase(Locale.ROOT);
    String b = to.toLowerCase(Locale.ROOT);
    int[][] distance = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          distance[i][j] = i + j;
          continue;
        }
        int replaced = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replaced, Math.min(distance[i - 1][j], distance[i][j - 1]) + 1);
        boolean swapped =
            i > 1
                && j > 1
                && a.charAt(i - 1) == b.charAt(j - 2)
                && a.charAt(i - 2) == b.charAt(j - 1);
        distance[i][j] = swapped ? Math.min(best, distance[i - 2][j - 2] + 1) : best;
      }
    }
    return distance[a.length()][b.length()];
  }
}
