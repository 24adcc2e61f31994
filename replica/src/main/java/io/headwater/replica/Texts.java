package io.headwater.replica;

/** Which texts the database can store as they are. */
final class Texts {

  private Texts() {}

  /** Whether a column of text gives it back unchanged. */
  static boolean canBeStored(String text) {
    return text.indexOf('\0') < 0 && isWellFormed(text);
  }

  /** Whether each surrogate has its other half; on its way to the database another is lost. */
  static boolean isWellFormed(String text) {
    return text.codePoints().noneMatch(point -> Character.getType(point) == Character.SURROGATE);
  }

  static String withSurrogatesEscaped(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char one = text.charAt(i);
      if (Character.isSurrogate(one)) {
        escaped.append("\\u%04x".formatted((int) one));
      } else {
        escaped.append(one);
      }
    }
    return escaped.toString();
  }
}
