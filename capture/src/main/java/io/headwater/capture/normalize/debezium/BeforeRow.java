package io.headwater.capture.normalize.debezium;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.Map;
import java.util.Set;

/**
 * What of a before image was surely logged.
 *
 * <p>PostgreSQL's connector puts null for a column that was not logged, or, where the column is NOT
 * NULL, its default or its type's zero, and a raw record does not say under which replica identity
 * it was made. So a column with such a value is left out, unless it is of the key: it is not known
 * then, which is always right. The other databases log whole rows.
 */
final class BeforeRow {

  private BeforeRow() {}

  /**
   * The columns of a row of PostgreSQL that were logged.
   *
   * @param key the key's columns
   * @param defaults the columns' defaults, as far as a schema part tells them
   */
  static Value.Obj logged(Value.Obj row, Set<String> key, Map<String, Value> defaults) {
    boolean hasFiller = false;
    for (int i = 0; i < row.size() && !hasFiller; i++) {
      hasFiller = isFiller(row, i, key, defaults);
    }
    if (!hasFiller) {
      return row;
    }
    ObjectBuilder logged = new ObjectBuilder(row.size());
    for (int i = 0; i < row.size(); i++) {
      if (!isFiller(row, i, key, defaults)) {
        logged.add(row.nameAt(i), row.valueAt(i));
      }
    }
    return logged.build();
  }

  private static boolean isFiller(
      Value.Obj row, int place, Set<String> key, Map<String, Value> defaults) {
    String name = row.nameAt(place);
    return isFiller(name, row.valueAt(place), defaults) && !key.contains(name);
  }

  /** Whether a column's value may stand for one that was not logged. */
  static boolean isFiller(String column, Value value, Map<String, Value> defaults) {
    return isZero(value) || value.equals(defaults.get(column));
  }

  private static boolean isZero(Value value) {
    return switch (value) {
      case Value.Null ignored -> true;
      case Value.Bool bool -> !bool.value();
      case Value.Num number -> isZero(number.literal());
      case Value.Text text -> isZeroText(text.value());
      case Value.Arr array -> array.items().isEmpty();
      case Value.Obj object -> object.size() == 0;
    };
  }

  private static boolean isZero(String literal) {
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c >= '1' && c <= '9') {
        return false;
      }
    }
    return true;
  }

  /**
   * The empty text and empty bytes, and zeros that are written as texts: decimals, UUIDs, times.
   */
  private static boolean isZeroText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '0' && c != '-' && c != ':' && c != '.' && c != 'A' && c != '=') {
        return false;
      }
    }
    return true;
  }
}
