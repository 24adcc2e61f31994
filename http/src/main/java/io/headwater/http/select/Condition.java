package io.headwater.http.select;

import io.headwater.core.json.Value;
import java.util.List;

/**
 * Something that is true of a resource or not.
 *
 * @param path the names of the members that lead to the value
 * @param value the text that is compared
 * @param isWanted whether the resource has to have the value at the path, or must not
 */
record Condition(List<String> path, String value, boolean isWanted) {

  Condition {
    path = List.copyOf(path);
  }

  /** The condition of a text such as {@code colors=red} or {@code colors!=red}. */
  static Condition parse(String text) {
    int sign = text.indexOf('=');
    if (sign < 1) {
      throw new IllegalArgumentException(
          "'filter' is '%s'; give path=value or path!=value.".formatted(Paths.told(text)));
    }
    boolean isWanted = text.charAt(sign - 1) != '!';
    String path = text.substring(0, isWanted ? sign : sign - 1);
    return new Condition(Paths.read("filter", path), text.substring(sign + 1), isWanted);
  }

  /** Whether it is true of a resource. */
  boolean holds(Value resource) {
    return isIn(resource, 0) == isWanted;
  }

  private boolean isIn(Value at, int depth) {
    boolean isEnd = depth == path.size();
    return switch (at) {
      case Value.Arr array -> array.items().stream().anyMatch(item -> isIn(item, depth));
      case Value.Obj object ->
          !isEnd
              && object.member(path.get(depth)).filter(next -> isIn(next, depth + 1)).isPresent();
      case Value.Null ignored -> isEnd && value.equals("null");
      case Value.Bool bool -> isEnd && value.equals(Boolean.toString(bool.value()));
      case Value.Num number -> isEnd && value.equals(number.literal());
      case Value.Text text -> isEnd && value.equals(text.value());
    };
  }
}
