package io.headwater.core.binary;

/** Number literals that {@link Long#toString(long)} gives back unchanged. */
final class CanonicalLong {

  private static final int MAX_DIGITS = 19;

  private CanonicalLong() {}

  /** Whether the literal is what {@link Long#toString(long)} makes of some long. */
  static boolean is(String literal) {
    int start = literal.startsWith("-") ? 1 : 0;
    int digits = literal.length() - start;
    if (digits < 1 || digits > MAX_DIGITS) {
      return false;
    }
    if (literal.charAt(start) == '0' && literal.length() > 1) {
      return false;
    }
    for (int i = start; i < literal.length(); i++) {
      if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
        return false;
      }
    }
    return digits < MAX_DIGITS || fits(literal, start);
  }

  private static boolean fits(String literal, int start) {
    String limit = start == 1 ? "9223372036854775808" : "9223372036854775807";
    for (int i = 0; i < MAX_DIGITS; i++) {
      int order = Character.compare(literal.charAt(start + i), limit.charAt(i));
      if (order != 0) {
        return order < 0;
      }
    }
    return true;
  }
}
