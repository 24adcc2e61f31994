package io.headwater.app.settings;

import io.headwater.core.normalize.ColumnRule;

/**
 * What a mapping file says of a column.
 *
 * @param block the block that says it, {@code mask} or {@code large}
 * @param line the line of the mapping file
 */
public record RuledColumn(String block, ColumnRule rule, int line) {

  /** The rule as mapping files write it. */
  String word() {
    return ColumnRuleWords.word(rule);
  }

  /** The block that gives the column this rule, as mapping files write it. */
  String setting(String column) {
    return "%s { %s = %s }".formatted(block, column, ColumnRuleWords.written(rule));
  }
}
