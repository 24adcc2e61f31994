package io.headwater.app.settings;

import java.util.Set;
import java.util.TreeSet;

/** The types of JSON Schema, by their names. */
final class JsonTypes {

  private static final String INTEGER = "integer";
  private static final String NUMBER = "number";

  private JsonTypes() {}

  /** Whether some value is of both; an integer is a number, and a number may be an integer. */
  static boolean overlap(Set<String> some, Set<String> others) {
    Set<String> common = new TreeSet<>(integersAsNumbers(some));
    common.retainAll(integersAsNumbers(others));
    return !common.isEmpty();
  }

  private static Set<String> integersAsNumbers(Set<String> types) {
    Set<String> numbers = new TreeSet<>(types);
    if (numbers.remove(INTEGER)) {
      numbers.add(NUMBER);
    }
    return numbers;
  }
}
