package io.headwater.core.contract;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression that is looked for anywhere in a text.
 *
 * <p>It is written as ECMA-262 has it and run by {@link java.util.regex}, so what is not the same
 * in both is translated ({@link RegexTranslation}) or refused. Looking for it takes at most {@value
 * #MAX_STEPS} steps, as some expressions need time that grows exponentially with the text.
 * Immutable, thread-safe.
 */
final class TextPattern {

  /** The most characters that are looked at, the same one time and again included. */
  static final int MAX_STEPS = 10_000_000;

  private final String source;
  private final Pattern pattern;

  private TextPattern(String source, Pattern pattern) {
    this.source = source;
    this.pattern = pattern;
  }

  /** What became of a regular expression. */
  sealed interface Compiled {}

  /** It can be used. */
  record Usable(TextPattern pattern) implements Compiled {}

  /** It cannot, and how to mend it. */
  record Unusable(String reason, String mend) implements Compiled {}

  static Compiled compile(String source) {
    try {
      return new Usable(new TextPattern(source, Pattern.compile(RegexTranslation.toJava(source))));
    } catch (PatternSyntaxException e) {
      return new Unusable(
          e.getDescription(), "write a regular expression that ECMA-262 and Java share");
    }
  }

  /** The expression as the schema has it. */
  String source() {
    return source;
  }

  /**
   * Whether it is found in the text.
   *
   * @throws UndecidedException when that is not known within the limit of steps, or of the stack
   */
  boolean isIn(String text) {
    try {
      return pattern.matcher(new CountedText(text)).find();
    } catch (StepLimitException e) {
      throw undecided("%,d steps".formatted(MAX_STEPS));
    } catch (StackOverflowError e) {
      // Repeated groups recurse for each character.
      throw undecided("the depth of the stack");
    }
  }

  private UndecidedException undecided(String limit) {
    return new UndecidedException(
        "must be comparable with the pattern %s within %s".formatted(source, limit));
  }

  private static final class StepLimitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepLimitException() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class CountedText implements CharSequence {

    private final String text;
    private int steps;

    CountedText(String text) {
      this.text = text;
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (++steps > MAX_STEPS) {
        throw new StepLimitException();
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.subSequence(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
