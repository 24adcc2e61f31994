package io.headwater.app.settings;

import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.produce.ColumnOrder;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowFilter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares the rules for columns of one resource with what it does with the columns. */
final class ColumnRuleCheck {

  private static final String OPEN = "not masked";

  /** The rules under which equal values stay equal and others different. */
  private static final Set<String> JOINED =
      Set.of(
          OPEN,
          ColumnRuleWords.word(new ColumnRule.Hash()),
          ColumnRuleWords.word(new ColumnRule.Tokenize()));

  private static final Set<String> IDENTITY = Set.of("'key'", "'join'", "'map-by'");
  private static final Set<String> IDENTITY_AND_ORDER =
      Set.of("'key'", "'join'", "'map-by'", "'order-by'");

  private final HoconBlock block;
  private final ResourceMapping.Relation relation;

  private ColumnRuleCheck(HoconBlock block, ResourceMapping.Relation relation) {
    this.block = block;
    this.relation = relation;
  }

  /** Reports columns of the relation that it needs and that their rules leave no use for. */
  static void check(
      HoconBlock block, ResourceMapping.Relation relation, Map<String, RuledColumn> rules) {
    ColumnRuleCheck check = new ColumnRuleCheck(block, relation);
    rules.forEach(
        (column, ruled) -> {
          switch (ruled.rule()) {
            case ColumnRule.Drop ignored -> check.dropped(column, ruled);
            case ColumnRule.Redact ignored -> {
              check.redacted(column, ruled);
              check.conditions(column, ruled);
            }
            case ColumnRule.Hash ignored -> check.conditions(column, ruled);
            case ColumnRule.Tokenize ignored -> check.conditions(column, ruled);
            case ColumnRule.Truncate ignored -> check.large(column, ruled);
            case ColumnRule.Reference ignored -> check.large(column, ruled);
          }
        });
  }

  private void dropped(String column, RuledColumn ruled) {
    String instead =
        ruled.block().equals(ColumnRuleWords.MASK)
            ? "or use redact, hash or tokenize"
            : "or do without the rule";
    for (String use : uses(relation, column)) {
      block
          .file()
          .problem(
              ruled.line(),
              "'%s' of %s drops column '%s', which %s needs"
                  .formatted(ruled.block(), block.place(), column, use),
              "take it out of %s, %s".formatted(use, instead));
    }
  }

  private void redacted(String column, RuledColumn ruled) {
    Set<String> uses = uses(relation, column);
    uses.retainAll(IDENTITY);
    if (!uses.isEmpty()) {
      block
          .file()
          .problem(
              ruled.line(),
              "'mask' of %s redacts column '%s', so %s could not tell rows apart"
                  .formatted(block.place(), column, String.join(" and ", uses)),
              "use hash or tokenize: equal values stay equal, others stay different");
    }
  }

  private void large(String column, RuledColumn ruled) {
    Set<String> uses = uses(relation, column);
    uses.retainAll(IDENTITY_AND_ORDER);
    for (String use : uses) {
      block
          .file()
          .problem(
              ruled.line(),
              "'large' of %s has %s for column '%s', which %s needs whole"
                  .formatted(block.place(), ruled.word(), column, use),
              "take it out of %s, or do without the rule".formatted(use));
    }
    conditions(column, ruled);
  }

  private void conditions(String column, RuledColumn ruled) {
    if (compares(relation.filter(), column)) {
      block
          .file()
          .problem(
              ruled.line(),
              "'%s' of %s hides column '%s', which 'where' or 'soft-delete' compares"
                  .formatted(ruled.block(), block.place(), column),
              "compare it with null only ({ %s = null }), or do without the rule"
                  .formatted(column));
    }
  }

  /** Whether the filter looks at more of the column than whether it is null. */
  private static boolean compares(RowFilter filter, String column) {
    return switch (filter) {
      case RowFilter.EveryRow ignored -> false;
      case RowFilter.OneOf oneOf ->
          oneOf.column().equals(column) && !oneOf.literals().stream().allMatch(Value::isNull);
      // A false under a rule is no longer false.
      case RowFilter.Marked marked -> marked.column().equals(column);
      case RowFilter.AllOf all -> all.parts().stream().anyMatch(part -> compares(part, column));
      case RowFilter.Not not -> compares(not.filter(), column);
    };
  }

  /** Reports columns of {@code join} whose rule is not that of the root's key that they hold. */
  static void checkJoin(
      HoconBlock block,
      ResourceMapping.Embed embed,
      Map<String, RuledColumn> rules,
      List<String> rootKey,
      Map<String, RuledColumn> rootRules) {
    List<String> owner = embed.ownerColumns();
    for (int i = 0; i < owner.size(); i++) {
      String here = shown(rules, owner.get(i));
      String there = shown(rootRules, rootKey.get(i));
      // Other rules are reported as such.
      if (!here.equals(there) && JOINED.containsAll(Set.of(here, there))) {
        block.problem(
            "join",
            "'join' of %s compares '%s' (%s) with the root's '%s' (%s), which are never equal"
                .formatted(block.place(), owner.get(i), here, rootKey.get(i), there),
            "mask both alike, with hash or tokenize, or neither");
      }
    }
  }

  private static String shown(Map<String, RuledColumn> rules, String column) {
    RuledColumn ruled = rules.get(column);
    return ruled == null ? OPEN : ruled.word();
  }

  /** The keys of the mapping that need the column, as a problem names them. */
  private static Set<String> uses(ResourceMapping.Relation relation, String column) {
    Set<String> uses = new LinkedHashSet<>();
    if (relation.rowKey().contains(column)) {
      uses.add("'key'");
    }
    switch (relation) {
      case ResourceMapping.Root root -> addFields(root.fields(), column, uses);
      case ResourceMapping.One one -> {
        addJoin(one, column, uses);
        addFields(one.fields(), column, uses);
      }
      case ResourceMapping.Many many -> {
        addJoin(many, column, uses);
        addFields(many.fields(), column, uses);
        many.value().filter(column::equals).ifPresent(value -> uses.add("'value'"));
        many.mapBy().filter(column::equals).ifPresent(mapBy -> uses.add("'map-by'"));
        if (many.orderBy().stream().map(ColumnOrder::column).anyMatch(column::equals)) {
          uses.add("'order-by'");
        }
      }
    }
    if (relation.filter().columns().contains(column)) {
      uses.add("'where' or 'soft-delete'");
    }
    return uses;
  }

  private static void addJoin(ResourceMapping.Embed embed, String column, Set<String> uses) {
    if (embed.ownerColumns().contains(column)) {
      uses.add("'join'");
    }
  }

  private static void addFields(
      List<ResourceMapping.Field> fields, String column, Set<String> uses) {
    if (fields.stream().anyMatch(field -> field.value().neededColumns().contains(column))) {
      uses.add("'fields'");
    }
  }
}
