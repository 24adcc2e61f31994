package io.headwater.http.bootstrap;

import io.headwater.core.resource.Partitions;
import io.headwater.http.query.Selections;
import io.headwater.http.route.Call;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.select.Selection;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a download is to have.
 *
 * @param partition only this one
 * @param after only what comes behind this id
 * @param checkpoints how many states lie between two of them
 * @param selection which states, and what of them
 */
record Part(
    OptionalInt partition, Optional<String> after, OptionalInt checkpoints, Selection selection) {

  static Part of(Call call, int partitions) {
    OptionalInt partition = integer(call, "partition", new Call.Range(0, partitions - 1));
    Optional<String> after = call.query("after");
    if (partition.isPresent()
        && after.isPresent()
        && Partitions.of(after.get(), partitions) != partition.getAsInt()) {
      throw new ProblemException(
          ProblemKind.BAD_PARAMETER,
          "The id in 'after' is of partition %d, not of %d; go on in the partition that it came from."
              .formatted(Partitions.of(after.get(), partitions), partition.getAsInt()));
    }
    return new Part(
        partition,
        after,
        integer(call, "checkpoints", new Call.Range(1, Integer.MAX_VALUE)),
        Selections.of(call));
  }

  private static OptionalInt integer(Call call, String name, Call.Range range) {
    return call.integer(name, range).map(OptionalInt::of).orElse(OptionalInt.empty());
  }
}
