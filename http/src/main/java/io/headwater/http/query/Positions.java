package io.headwater.http.query;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a view stands, and the tokens of clients.
 *
 * @param view asked at each call
 */
public record Positions(BootstrapView view) {

  /** The response header that has the token of the positions before the read. */
  public static final String HEADER = "Headwater-Token";

  /** Where the view stands in every partition of the type's topic. */
  public StreamPositions current(ResourceType type) {
    return whole(view.positions(type));
  }

  /** The same positions with the beginning of those partitions that have none yet. */
  public StreamPositions whole(StreamPositions positions) {
    Map<Integer, Long> next = new TreeMap<>(positions.next());
    for (int partition = 0; partition < view.partitions(); partition++) {
      next.putIfAbsent(partition, 0L);
    }
    return StreamPositions.of(positions.epoch(), next);
  }

  /**
   * The positions of a client's token.
   *
   * @throws ProblemException when the text is no token of a topic with these partitions
   */
  public StreamPositions read(String token) {
    StreamPositions positions =
        StreamToken.read(token)
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemKind.BAD_TOKEN,
                        "Give the token of a bootstrap's header or of an answer as it was;"
                            + " its form is <epoch>.<partition>-<offset>, once for each"
                            + " partition."));
    if (positions.next().lastKey() >= view.partitions()) {
      throw new ProblemException(
          ProblemKind.BAD_TOKEN,
          "The token names partition %d; the topic has the partitions 0 to %d."
              .formatted(positions.next().lastKey(), view.partitions() - 1));
    }
    return positions;
  }

  /** What is told about positions from which nobody can follow. */
  public static Problem problem(UnsafePositionsException refusal) {
    return switch (refusal.reason()) {
      case OTHER_EPOCH -> epochChanged();
      case EXPIRED ->
          Problem.of(
              ProblemKind.POSITION_EXPIRED,
              "The token is older than the deletions that are still known. Take a new bootstrap,"
                  + " and remove what does not come again.");
      case UNKNOWN_PARTITION ->
          Problem.of(
              ProblemKind.BAD_TOKEN, "The token names a partition that the topic does not have.");
    };
  }

  /** What is told about positions in another topic of the same name. */
  public static Problem epochChanged() {
    return Problem.of(
        ProblemKind.EPOCH_CHANGED,
        "The token belongs to a topic that was made anew. Take a new bootstrap, and remove what"
            + " does not come again.");
  }

  /** Writes the member {@code positions}. */
  public static void write(JsonGenerator json, StreamPositions positions) throws IOException {
    json.writeObjectFieldStart("positions");
    for (Map.Entry<Integer, Long> next : positions.next().entrySet()) {
      json.writeNumberField(Integer.toString(next.getKey()), next.getValue());
    }
    json.writeEndObject();
  }
}
