package io.headwater.core.contract;

import java.util.regex.PatternSyntaxException;

/**
 * Writes a regular expression of ECMA-262, with its {@code u} flag, as {@link java.util.regex} has
 * it.
 *
 * <p>What looks the same in both and means another thing is written anew: {@code $}, which is the
 * end of the text and not the line before it, {@code .}, {@code \s}, {@code \v}, and {@code [} and
 * {@code &} within a class. Escapes that ECMA-262 does not know are refused.
 */
final class RegexTranslation {

  /** The letters that ECMA-262 has after a backslash and that mean the same in Java. */
  private static final String SHARED_ESCAPES = "dDwWbBfnrtcxupPk";

  /** ECMA-262's white space beyond Java's {@code \s}. */
  private static final String MORE_SPACE = "\\uFEFF\\p{Z}";

  private final String source;
  private final StringBuilder java = new StringBuilder();
  private boolean inClass;

  private RegexTranslation(String source) {
    this.source = source;
  }

  /**
   * The expression for Java.
   *
   * @throws PatternSyntaxException when it cannot mean the same there
   */
  static String toJava(String source) {
    return new RegexTranslation(source).translate();
  }

  private String translate() {
    int at = 0;
    while (at < source.length()) {
      char c = source.charAt(at);
      if (c == '\\' && at + 1 < source.length()) {
        escape(source.charAt(at + 1), at);
        at += 2;
      } else {
        at += inClass ? classCharacter(c) : character(c, at);
      }
    }
    return java.toString();
  }

  private void escape(char letter, int at) {
    boolean isLetter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    if (letter == 'v') {
      java.append("\\x0B");
    } else if (letter == 's') {
      java.append(inClass ? "\\s" + MORE_SPACE : "[\\s" + MORE_SPACE + "]");
    } else if (letter == 'S') {
      java.append("[^\\s" + MORE_SPACE + "]");
    } else if (isLetter && SHARED_ESCAPES.indexOf(letter) < 0) {
      throw new PatternSyntaxException("\\" + letter + " is not of ECMA-262", source, at);
    } else {
      java.append('\\').append(letter);
    }
  }

  private int classCharacter(char c) {
    if (c == ']') {
      inClass = false;
    }
    if (c == '[' || c == '&') {
      java.append('\\');
    }
    java.append(c);
    return 1;
  }

  private int character(char c, int at) {
    if (c == '$') {
      java.append("\\z");
      return 1;
    }
    if (c == '.') {
      java.append("[^\\n\\r\\u2028\\u2029]");
      return 1;
    }
    java.append(c);
    if (c != '[') {
      return 1;
    }
    inClass = true;
    boolean isNegated = source.startsWith("^", at + 1);
    if (source.startsWith("]", isNegated ? at + 2 : at + 1)) {
      throw new PatternSyntaxException("an empty class", source, at);
    }
    if (isNegated) {
      java.append('^');
    }
    return isNegated ? 2 : 1;
  }
}
