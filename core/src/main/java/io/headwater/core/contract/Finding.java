package io.headwater.core.contract;

import java.util.ArrayList;
import java.util.List;

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

  private final List<String> inwards = new ArrayList<>(0);
  private String keyword = "";
  private String requirement = "";

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
