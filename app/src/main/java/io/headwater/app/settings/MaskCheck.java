package io.headwater.app.settings;

import static io.headwater.app.settings.MaskReader.word;

import io.headwater.core.json.Value;
import io.headwater.core.normalize.Mask;
import io.headwater.core.produce.ColumnOrder;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowFilter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares the masks of one resource with what it does with the columns. */
final class MaskCheck {

  private static final String OPEN = "not masked";

  private static final Set<String> JOINED = Set.of(OPEN, word(Mask.HASH), word(Mask.TOKENIZE));

  private MaskCheck() {}

  /** Reports columns of the relation that it needs and that their masks leave no use for. */
  static void check(
      HoconBlock block, ResourceMapping.Relation relation, Map<String, MaskedColumn> masks) {
    HoconFile file = block.file();
    masks.forEach(
        (column, masked) -> {
          if (masked.mask() == Mask.DROP) {
            uses(relation, column)
                .forEach(
                    use ->
                        file.problem(
                            masked.line(),
                            "'mask' of %s drops column '%s', which %s needs"
                                .formatted(block.place(), column, use),
                            "take it out of %s, or use redact, hash or tokenize".formatted(use)));
          } else {
            checkIdentity(block, relation, column, masked);
            checkConditions(block, relation, column, masked);
          }
        });
  }

  private static void checkIdentity(
      HoconBlock block, ResourceMapping.Relation relation, String column, MaskedColumn masked) {
    Set<String> uses = uses(relation, column);
    uses.retainAll(List.of("'key'", "'join'", "'map-by'"));
    if (masked.mask() == Mask.REDACT && !uses.isEmpty()) {
      block
          .file()
          .problem(
              masked.line(),
              "'mask' of %s redacts column '%s', so %s could not tell rows apart"
                  .formatted(block.place(), column, String.join(" and ", uses)),
              "use hash or tokenize: equal values stay equal, others stay different");
    }
  }

  private static void checkConditions(
      HoconBlock block, ResourceMapping.Relation relation, String column, MaskedColumn masked) {
    if (compares(relation.filter(), column)) {
      block
          .file()
          .problem(
              masked.line(),
              "'mask' of %s hides column '%s', which 'where' or 'soft-delete' compares"
                  .formatted(block.place(), column),
              "compare it with null only ({ %s = null }), or do not mask it".formatted(column));
    }
  }

  /** Whether the filter looks at more of the column than whether it is null. */
  private static boolean compares(RowFilter filter, String column) {
    return switch (filter) {
      case RowFilter.EveryRow ignored -> false;
      case RowFilter.OneOf oneOf ->
          oneOf.column().equals(column) && !oneOf.literals().stream().allMatch(Value::isNull);
      // A masked false is no longer false.
      case RowFilter.Marked marked -> marked.column().equals(column);
      case RowFilter.AllOf all -> all.parts().stream().anyMatch(part -> compares(part, column));
      case RowFilter.Not not -> compares(not.filter(), column);
    };
  }

  /** Reports columns of {@code join} that are not masked as the root's key that they hold. */
  static void checkJoin(
      HoconBlock block,
      ResourceMapping.Embed embed,
      Map<String, MaskedColumn> masks,
      List<String> rootKey,
      Map<String, MaskedColumn> rootMasks) {
    List<String> owner = embed.ownerColumns();
    for (int i = 0; i < owner.size(); i++) {
      String here = shown(masks, owner.get(i));
      String there = shown(rootMasks, rootKey.get(i));
      // Redacted and dropped ones are reported as such.
      if (!here.equals(there) && JOINED.containsAll(Set.of(here, there))) {
        block.problem(
            "join",
            "'join' of %s compares '%s' (%s) with the root's '%s' (%s), which are never equal"
                .formatted(block.place(), owner.get(i), here, rootKey.get(i), there),
            "mask both alike, with hash or tokenize, or neither");
      }
    }
  }

  private static String shown(Map<String, MaskedColumn> masks, String column) {
    MaskedColumn masked = masks.get(column);
    return masked == null ? OPEN : word(masked.mask());
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
