package io.headwater.http.query;

import io.headwater.http.route.Call;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.select.Selection;

/** The parameters {@code fields} and {@code filter}. */
public final class Selections {

  private Selections() {}

  /**
   * What the call asks for.
   *
   * @throws ProblemException when a parameter is malformed
   */
  public static Selection of(Call call) {
    try {
      return Selection.parse(call.queries("fields"), call.queries("filter"));
    } catch (IllegalArgumentException e) {
      throw new ProblemException(ProblemKind.BAD_PARAMETER, String.valueOf(e.getMessage()));
    }
  }
}
