package io.headwater.app.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.BootstrapResult;
import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.consume.DeliveredRecord;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Consumer;

/**
 * Prints one line per state change, as a consumer sees it: it downloads a bootstrap, follows the
 * topic from its positions, and says what differs from the state before.
 */
final class ChangePrinter implements AutoCloseable {

  private static final int MAX_VALUE_CHARS = 40;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Consumer<String> lines;
  private final Map<String, JsonBytes> held;
  private final FollowerThread follower;

  static ChangePrinter start(URI http, Map<String, Object> kafka, Consumer<String> lines)
      throws InterruptedException {
    Map<String, JsonBytes> held = new HashMap<>();
    BootstrapResult bootstrap;
    try (BootstrapDownload download = new BootstrapDownload(http)) {
      bootstrap =
          download.download(
              DevSession.WIDGET.name(), state -> held.put(state.key(), state.bytes()));
    }
    return new ChangePrinter(
        StateFollower.from(kafka, bootstrap.topic(), bootstrap.positions()), held, lines);
  }

  private ChangePrinter(
      StateFollower follower, Map<String, JsonBytes> held, Consumer<String> lines) {
    this.held = held;
    this.lines = lines;
    this.follower = FollowerThread.start(follower, this::print);
  }

  /** Why it has ended, if it failed. */
  Optional<Throwable> failure() {
    return follower.failure();
  }

  @Override
  public void close() {
    follower.close();
  }

  private void print(DeliveredRecord delivered) {
    switch (delivered.record()) {
      case StateRecord.Upsert upsert -> {
        JsonNode state = read(upsert.bytes());
        Optional<JsonNode> before =
            Optional.ofNullable(held.put(upsert.key(), upsert.bytes())).map(ChangePrinter::read);
        lines.accept(line(state, before.map(old -> difference(old, state)).orElse("")));
      }
      case StateRecord.Delete delete -> {
        held.remove(delete.key());
        lines.accept(line(read(delete.bytes()), ""));
      }
      case StateRecord.Tombstone ignored -> {}
    }
  }

  private static String line(JsonNode state, String difference) {
    long millis =
        Duration.between(Instant.parse(state.path("timestamp").asText()), Instant.now()).toMillis();
    return "widget/%-7s %-6s v%-3d tx %-7s commit->Kafka %3d ms  %s"
        .formatted(
            state.path("id").asText(),
            state.path("operation").asText(),
            state.path("version").asLong(),
            state.path("source").path("transaction").asText(),
            millis,
            difference)
        .stripTrailing();
  }

  private static String difference(JsonNode before, JsonNode after) {
    StringJoiner changes = new StringJoiner("  ");
    for (Map.Entry<String, JsonNode> member : after.path("resource").properties()) {
      JsonNode old = before.path("resource").path(member.getKey());
      if (!old.equals(member.getValue())) {
        changes.add(member.getKey() + " " + text(old) + " -> " + text(member.getValue()));
      }
    }
    return changes.toString();
  }

  private static String text(JsonNode value) {
    String text = value.toString();
    return text.length() <= MAX_VALUE_CHARS ? text : text.substring(0, MAX_VALUE_CHARS) + "…";
  }

  private static JsonNode read(JsonBytes bytes) {
    try {
      return JSON.readTree(bytes.toByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
