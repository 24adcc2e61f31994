package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.headwater.core.json.Value;
import io.headwater.core.produce.RowFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads which rows count: {@code where} and {@code soft-delete} of the root or an embed. */
final class RowFilterReader {

  static final String WHERE = "where";
  static final String SOFT_DELETE = "soft-delete";

  private RowFilterReader() {}

  /** The filter; what is wrong with it becomes a problem. */
  static RowFilter read(HoconBlock block) {
    List<RowFilter> parts = new ArrayList<>();
    block.block(WHERE, "'where' of " + block.place()).ifPresent(where -> conditions(where, parts));
    softDeleted(block).ifPresent(deleted -> parts.add(new RowFilter.Not(deleted)));
    return parts.isEmpty() ? RowFilter.everyRow() : all(parts);
  }

  private static RowFilter all(List<RowFilter> parts) {
    return parts.size() == 1 ? parts.getFirst() : new RowFilter.AllOf(parts);
  }

  private static Optional<RowFilter> softDeleted(HoconBlock block) {
    Optional<ConfigValue> value = block.value(SOFT_DELETE);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get() instanceof ConfigObject) {
      List<RowFilter> parts = new ArrayList<>();
      block
          .block(SOFT_DELETE, "'soft-delete' of " + block.place())
          .ifPresent(deleted -> conditions(deleted, parts));
      return parts.isEmpty() ? Optional.empty() : Optional.of(all(parts));
    }
    if (value.get().valueType() == ConfigValueType.STRING) {
      return block.text(SOFT_DELETE).map(RowFilter.Marked::new);
    }
    block.wrongType(
        SOFT_DELETE,
        value.get(),
        "a column or a block of conditions",
        "write soft-delete = column, or soft-delete { column = value }");
    return Optional.empty();
  }

  private static void conditions(HoconBlock conditions, List<RowFilter> parts) {
    for (String column : conditions.keys()) {
      ConfigValue value = conditions.value(column).orElseThrow();
      List<Value> literals = literals(conditions, column, value);
      if (!literals.isEmpty()) {
        parts.add(new RowFilter.OneOf(column, literals));
      }
    }
    if (conditions.keys().isEmpty()) {
      conditions
          .file()
          .problem(
              conditions.object(),
              conditions.place() + " is empty",
              "write { column = value }, or remove it");
    }
  }

  private static List<Value> literals(HoconBlock conditions, String column, ConfigValue value) {
    List<Value> literals = new ArrayList<>();
    List<String> path = conditions.below(column);
    if (!(value instanceof ConfigList list)) {
      Literals.read(conditions, column, path, value).ifPresent(literals::add);
      return literals;
    }
    for (int index = 0; index < list.size(); index++) {
      List<String> element = new ArrayList<>(path);
      element.add("[" + index + "]");
      Literals.read(conditions, column, element, list.get(index)).ifPresent(literals::add);
    }
    if (list.isEmpty()) {
      conditions.problem(
          column,
          "'%s' in %s is an empty list, which no row equals".formatted(column, conditions.place()),
          "write at least one value");
    }
    return literals;
  }
}
