package io.headwater.app.settings;

import io.headwater.core.json.Json;
import io.headwater.core.normalize.ColumnRule;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The rules of columns as mapping files write them, by block. */
final class ColumnRuleWords {

  /** The block for personal data. */
  static final String MASK = "mask";

  /** The block for large values. */
  static final String LARGE = "large";

  private static final String TRUNCATE = "truncate";

  /** No text is longer, so more would be no limit. */
  private static final int MOST_CHARACTERS = Json.MAX_STRING_CHARS;

  private static final Pattern TRUNCATED = Pattern.compile(TRUNCATE + " +([1-9][0-9]{0,8})");

  private static final List<ColumnRule> MASKS =
      List.of(
          new ColumnRule.Redact(),
          new ColumnRule.Hash(),
          new ColumnRule.Tokenize(),
          new ColumnRule.Drop());

  /** Without those that have a number. */
  private static final List<ColumnRule> LARGE_RULES =
      List.of(
          new ColumnRule.Reference(false), new ColumnRule.Reference(true), new ColumnRule.Drop());

  private ColumnRuleWords() {}

  /** The rule of that name in the block; empty when it is none. */
  static Optional<ColumnRule> rule(String block, String written) {
    Matcher truncated = TRUNCATED.matcher(written);
    if (block.equals(LARGE) && truncated.matches()) {
      int characters = Integer.parseInt(truncated.group(1));
      return characters > MOST_CHARACTERS
          ? Optional.empty()
          : Optional.of(new ColumnRule.Truncate(characters));
    }
    return plain(block).stream().filter(rule -> word(rule).equals(written)).findFirst();
  }

  private static List<ColumnRule> plain(String block) {
    return block.equals(LARGE) ? LARGE_RULES : MASKS;
  }

  /** What would be a rule of the block instead of that. */
  static String mend(String block, String written) {
    if (block.equals(LARGE) && written.startsWith(TRUNCATE)) {
      return "write \"truncate N\", N being the characters that are kept, from 1 to "
          + MOST_CHARACTERS;
    }
    List<String> words = plain(block).stream().map(ColumnRuleWords::written).toList();
    return Suggestion.mend(written, words)
        + (block.equals(LARGE) && Suggestion.nearest(written, words).isEmpty()
            ? ", \"truncate N\""
            : "");
  }

  /** The rule's own words. */
  static String word(ColumnRule rule) {
    return switch (rule) {
      case ColumnRule.Redact ignored -> "redact";
      case ColumnRule.Hash ignored -> "hash";
      case ColumnRule.Tokenize ignored -> "tokenize";
      case ColumnRule.Drop ignored -> "drop";
      case ColumnRule.Truncate truncate -> TRUNCATE + " " + truncate.characters();
      case ColumnRule.Reference reference -> reference.base64() ? "reference base64" : "reference";
    };
  }

  /** The rule's words, in quotes when they are several. */
  static String written(ColumnRule rule) {
    String word = word(rule);
    return word.contains(" ") ? '"' + word + '"' : word;
  }
}
