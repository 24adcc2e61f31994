package io.headwater.app.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Waits, over HTTP as any operator could, until every stage has what the source had at a position:
 * the change log reaches the position, nothing of it is unapplied, and the view has no lag.
 */
final class CaughtUp {

  private static final Duration LOOK_EVERY = Duration.ofMillis(50);

  /** Lags are told against topic ends of up to a second ago; zero for longer is zero. */
  private static final Duration HOLD = Duration.ofMillis(1_500);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI http;
  private final HttpClient client = HttpClient.newHttpClient();

  CaughtUp(URI http) {
    this.http = http;
  }

  /**
   * Waits for a position.
   *
   * @throws IllegalStateException when it is not reached in time; the message says how far it came
   */
  void await(String source, String type, LogSequenceNumber position, Duration limit)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    long heldSince = System.nanoTime();
    while (true) {
      JsonNode status = fetch("/v1/sources/" + source);
      boolean captured =
          status.hasNonNull("position")
              && LogSequenceNumber.valueOf(status.path("position").asText()).compareTo(position)
                  >= 0;
      boolean reached = captured && status.path("unapplied").asLong(-1) == 0 && viewLag(type) == 0;
      long now = System.nanoTime();
      heldSince = reached ? heldSince : now;
      if (now - heldSince > HOLD.toNanos()) {
        return;
      }
      if (now > deadline) {
        throw new IllegalStateException(
            "not caught up with %s after %s: source %s, %s %s"
                .formatted(position.asString(), limit, status, type, fetch("/v1/resources")));
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
    }
  }

  private long viewLag(String type) throws IOException, InterruptedException {
    for (JsonNode resource : fetch("/v1/resources").path("resources")) {
      if (resource.path("type").asText().equals(type)) {
        return resource.path("lag").asLong(-1);
      }
    }
    return -1;
  }

  private JsonNode fetch(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            HttpRequest.newBuilder(http.resolve(path)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    return JSON.readTree(response.body());
  }
}
