package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import io.headwater.core.normalize.ColumnRule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code mask} and {@code large} of the root or an embed: columns, each with what becomes of
 * its values.
 */
final class ColumnRuleReader {

  private static final Map<String, String> EXAMPLES =
      Map.of(
          ColumnRuleWords.MASK,
          "write { column = redact }, or hash, tokenize, drop, or remove it",
          ColumnRuleWords.LARGE,
          "write { column = reference }, or \"truncate 1000\", drop, or remove it");

  private final HoconBlock relation;
  private final Map<String, RuledColumn> columns = new LinkedHashMap<>();

  private ColumnRuleReader(HoconBlock relation) {
    this.relation = relation;
  }

  /** The ruled columns in the order they are written; what is wrong becomes a problem. */
  static Map<String, RuledColumn> read(HoconBlock relation) {
    ColumnRuleReader reader = new ColumnRuleReader(relation);
    reader.read(ColumnRuleWords.MASK);
    reader.read(ColumnRuleWords.LARGE);
    return reader.columns;
  }

  private void read(String key) {
    Optional<HoconBlock> block = relation.block(key, "'%s' of %s".formatted(key, relation.place()));
    if (block.isEmpty()) {
      return;
    }
    for (String column : block.get().keys()) {
      ConfigValue value = block.get().value(column).orElseThrow();
      block
          .get()
          .name(column, value)
          .flatMap(name -> rule(key, block.get(), column, name.text()))
          .ifPresent(rule -> add(column, new RuledColumn(key, rule, HoconFile.line(value))));
    }
    if (block.get().keys().isEmpty()) {
      relation.problem(key, block.get().place() + " is empty", EXAMPLES.getOrDefault(key, ""));
    }
  }

  private static Optional<ColumnRule> rule(
      String key, HoconBlock block, String column, String written) {
    Optional<ColumnRule> rule = ColumnRuleWords.rule(key, written);
    if (rule.isEmpty()) {
      block.problem(
          column,
          "'%s' in %s is no %s: '%s'"
              .formatted(
                  column,
                  block.place(),
                  key.equals(ColumnRuleWords.MASK) ? "mask" : "rule for large values",
                  written),
          ColumnRuleWords.mend(key, written));
    }
    return rule;
  }

  private void add(String column, RuledColumn ruled) {
    RuledColumn earlier = columns.putIfAbsent(column, ruled);
    if (earlier != null) {
      relation
          .file()
          .problem(
              ruled.line(),
              "column '%s' is in both '%s' and '%s' of %s"
                  .formatted(column, earlier.block(), ruled.block(), relation.place()),
              "keep one of them: a column has one rule");
    }
  }
}
