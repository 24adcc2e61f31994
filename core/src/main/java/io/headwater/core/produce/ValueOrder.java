package io.headwater.core.produce;

import io.headwater.core.json.Amount;
import io.headwater.core.json.Value;
import java.util.Comparator;
import java.util.List;

/**
 * A total order of values: null first, then booleans, numbers by amount, text by code point, then
 * arrays and objects by their JSON.
 */
final class ValueOrder implements Comparator<Value> {

  static final ValueOrder INSTANCE = new ValueOrder();

  private ValueOrder() {}

  static Comparator<Value.Obj> byColumns(List<ColumnOrder> columns) {
    return (left, right) -> {
      for (ColumnOrder by : columns) {
        int order =
            INSTANCE.compare(
                left.member(by.column()).orElse(Value.ofNull()),
                right.member(by.column()).orElse(Value.ofNull()));
        if (order != 0) {
          return by.direction() == ColumnOrder.Direction.DESCENDING ? -order : order;
        }
      }
      return 0;
    };
  }

  @Override
  public int compare(Value left, Value right) {
    if (left instanceof Value.Num a && right instanceof Value.Num b) {
      return Amount.compare(a.literal(), b.literal());
    }
    if (left instanceof Value.Text a && right instanceof Value.Text b) {
      return compareText(a.value(), b.value());
    }
    int order = Integer.compare(rank(left), rank(right));
    return order != 0 ? order : left.toJson().compareTo(right.toJson());
  }

  private static int compareText(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        boolean bothOrNoneSurrogate = Character.isSurrogate(x) == Character.isSurrogate(y);
        int order = Character.compare(x, y);
        return bothOrNoneSurrogate ? order : Character.isSurrogate(x) ? 1 : -1;
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  private static int rank(Value value) {
    return switch (value) {
      case Value.Null ignored -> 0;
      case Value.Bool ignored -> 1;
      case Value.Num ignored -> 2;
      case Value.Text ignored -> 3;
      case Value.Arr ignored -> 4;
      case Value.Obj ignored -> 5;
    };
  }
}
