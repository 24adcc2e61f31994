package io.headwater.capture.normalize.dynamodb;

import io.headwater.core.json.Value;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * Sets in ascending order, each item once: DynamoDB keeps no order, and equal sets must be equal
 * values.
 */
final class AttributeSets {

  private static final Comparator<Value.Text> BY_TEXT = Comparator.comparing(Value.Text::value);

  private static final Comparator<Value.Num> BY_AMOUNT =
      Comparator.comparing(number -> new BigDecimal(number.literal()));

  private AttributeSets() {}

  /** Strings, in the order of their UTF-16 units. */
  static List<Value> ofTexts(List<Value.Text> items) {
    return sorted(items, BY_TEXT);
  }

  /** Numbers by amount. */
  static List<Value> ofNumbers(List<Value.Num> items) {
    return sorted(items, BY_AMOUNT);
  }

  /** Binary data, in the order of its Base64 text. */
  static List<Value> ofBinaries(List<Value.Text> items) {
    return sorted(items, BY_TEXT);
  }

  private static <T extends Value> List<Value> sorted(List<T> items, Comparator<T> order) {
    TreeSet<T> sorted = new TreeSet<>(order);
    sorted.addAll(items);
    return List.copyOf(sorted);
  }
}
