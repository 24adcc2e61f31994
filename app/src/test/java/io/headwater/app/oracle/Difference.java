package io.headwater.app.oracle;

/**
 * Where the pipeline and the source differ.
 *
 * @param action the place in the run of the transaction that was not followed, or the run's length
 * @param resource the id, or what else differs
 */
record Difference(int action, String resource, String expected, String actual) {

  private static final int MAX_SHOWN = 700;
  private static final int CONTEXT = 120;
  private static final String IN_TIME = "published in time";

  /** Not all came in time; what else differs then may only be late. */
  static Difference timeout(int action, String waitedFor) {
    return new Difference(action, "all", IN_TIME, waitedFor);
  }

  boolean isTimeout() {
    return expected.equals(IN_TIME);
  }

  @Override
  public String toString() {
    int same = 0;
    while (same < expected.length()
        && same < actual.length()
        && expected.charAt(same) == actual.charAt(same)) {
      same++;
    }
    return "resource %s, transaction %d%n    expected %s%n    actual   %s"
        .formatted(resource, action, shown(expected, same), shown(actual, same));
  }

  private static String shown(String text, int same) {
    if (text.length() <= MAX_SHOWN) {
      return text;
    }
    int from = Math.max(0, same - CONTEXT);
    int to = Math.min(text.length(), same + CONTEXT);
    return "%s … (%d characters, here from %d) %s …"
        .formatted(
            text.substring(0, Math.min(CONTEXT, from)),
            text.length(),
            from,
            text.substring(from, to));
  }
}
