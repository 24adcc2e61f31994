package io.headwater.app.dev;

import java.util.List;
import java.util.Locale;

/**
 * What the comparison in flight has found.
 *
 * @param states the published states that are the source's at the end of their transactions
 * @param resources how many resources these are of
 * @param suppressed how often a transaction left a document as it was, and nothing was published
 * @param differences how many differences there are
 * @param first the first of them, one text each
 */
record InFlightResult(
    long states, long resources, long suppressed, long differences, List<String> first) {

  InFlightResult {
    first = List.copyOf(first);
  }

  /** The result for people, in one line. */
  String text() {
    String verdict =
        differences == 0
            ? ", each equal to the source at the end of its transaction"
            : " equal to the source, %,d differences".formatted(differences);
    return String.format(
        Locale.ROOT,
        "in flight: %,d states of %,d resources%s; %,d unchanged suppressed",
        states,
        resources,
        verdict,
        suppressed);
  }
}
