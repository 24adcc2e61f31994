package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.List;

/** A rule for text; other values keep to it. */
sealed interface TextRule extends FlatRule {

  /** Reads the words for text. */
  static void read(Keywords words, List<Rule> rules) {
    words.count("minLength").ifPresent(length -> rules.add(new MinLength(length)));
    words.count("maxLength").ifPresent(length -> rules.add(new MaxLength(length)));
    words
        .text("pattern")
        .flatMap(regex -> words.pattern(regex, "pattern"))
        .ifPresent(pattern -> rules.add(new Matching(pattern)));
  }

  /** The word of the schema. */
  String keyword();

  /** What it demands. */
  String requirement();

  /** Whether the text keeps to the rule. */
  boolean fits(String text);

  @Override
  default boolean accepts(Value value, Finding finding) {
    return !(value instanceof Value.Text text)
        || fits(text.value())
        || finding.fail(keyword(), requirement());
  }

  private static int characters(String text) {
    return text.codePointCount(0, text.length());
  }

  /** {@code minLength}, in code points. */
  record MinLength(int length) implements TextRule {
    @Override
    public String keyword() {
      return "minLength";
    }

    @Override
    public String requirement() {
      return "must have at least " + length + " characters";
    }

    @Override
    public boolean fits(String text) {
      return text.length() >= length && characters(text) >= length;
    }
  }

  /** {@code maxLength}, in code points. */
  record MaxLength(int length) implements TextRule {
    @Override
    public String keyword() {
      return "maxLength";
    }

    @Override
    public String requirement() {
      return "must have at most " + length + " characters";
    }

    @Override
    public boolean fits(String text) {
      return text.length() <= length || characters(text) <= length;
    }
  }

  /** {@code pattern}. */
  record Matching(TextPattern pattern) implements TextRule {
    @Override
    public String keyword() {
      return "pattern";
    }

    @Override
    public String requirement() {
      return "must match the pattern " + pattern.source();
    }

    @Override
    public boolean fits(String text) {
      return pattern.isIn(text);
    }
  }
}
