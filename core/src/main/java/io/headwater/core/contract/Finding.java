package io.headwater.core.contract;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rule that failed last, and the way to its value.
 *
 * <p>The way is noted while the failure passes upwards, so that what holds costs nothing. A failure
 * that turns out not to matter, such as that of a branch, is overwritten by the next. For one
 * thread.
 */
final class Finding {

  /** Stands for a name that may be a row's value. */
  static final String UNNAMED = "*";

  private final List<Excerpt> excerpts;
  private final List<String> inwards = new ArrayList<>(0);
  private String keyword = "";
  private String requirement = "";

  /** For a whole document. */
  Finding() {
    this(List.of());
  }

  /** For a document that holds excerpts. */
  Finding(List<Excerpt> excerpts) {
    this.excerpts = excerpts;
  }

  /** How many items the array has. */
  int size(Value.Arr array) {
    return excerpt(array).map(Excerpt::size).orElse(array.items().size());
  }

  /** How many members the object has. */
  int size(Value.Obj object) {
    return excerpt(object).map(Excerpt::size).orElse(object.size());
  }

  /** Notes that the failure is of that item of the array; false. */
  boolean below(Value.Arr array, int item) {
    int place = excerpt(array).map(excerpt -> excerpt.places().get(item)).orElse(item);
    return below(Integer.toString(place));
  }

  @SuppressWarnings("ReferenceEquality") // an equal value elsewhere in the document may be whole
  private Optional<Excerpt> excerpt(Value value) {
    for (Excerpt excerpt : excerpts) {
      if (excerpt.value() == value) {
        return Optional.of(excerpt);
      }
    }
    return Optional.empty();
  }

  /** Notes a failure of the value at hand; false. */
  boolean fail(String failed, String demanded) {
    inwards.clear();
    keyword = failed;
    requirement = demanded;
    return false;
  }

  /** Notes that the failure is of the value's member or item of that name; false. */
  boolean below(String segment) {
    inwards.add(segment);
    return false;
  }

  Violation violation() {
    StringBuilder pointer = new StringBuilder();
    for (int i = inwards.size() - 1; i >= 0; i--) {
      pointer.append('/').append(inwards.get(i).replace("~", "~0").replace("/", "~1"));
    }
    return new Violation(pointer.toString(), keyword, requirement);
  }
}
