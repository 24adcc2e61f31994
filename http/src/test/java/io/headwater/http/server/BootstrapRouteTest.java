package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.resource.Partitions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapRouteTest {

  private static final String PATH = "/v1/resources/widget/bootstrap";
  private static final int MANY = 200_000;

  /** What sockets and queues may hold while the client reads nothing, in states of 250 bytes. */
  private static final long MOST_AHEAD = 80_000;

  private final ServerFixture http = new ServerFixture();

  @AfterEach
  void stop() {
    http.close();
    assertThat(http.view.open).hasValue(0);
  }

  @Test
  void streamsHeaderStatesAndCompletion() throws NoSuchAlgorithmException {
    http.view.fill(1000);

    HttpResponse<String> response = http.get(PATH);

    assertThat(header(response, "Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    assertThat(header(response, "Transfer-Encoding")).isEqualTo("chunked");
    List<String> lines = response.body().lines().toList();
    assertThat(response.body()).endsWith("\n");
    assertThat(lines).hasSize(1002);
    assertThat(lines.getFirst())
        .isEqualTo(
            "{\"bootstrap\":{\"type\":\"widget\",\"topic\":\"headwater.state.widget\","
                + "\"epoch\":\"e1\",\"positions\":{\"0\":10,\"1\":11,\"2\":12,\"3\":13},"
                + "\"token\":\"e1.0-10.1-11.2-12.3-13\",\"tombstones_ms\":604800000}}");
    List<String> ids =
        lines.subList(1, 1001).stream().map(line -> json(line).path("id").asText()).toList();
    assertThat(ids).isSortedAccordingTo(InMemoryView.BY_PARTITION);
    assertThat(lines).contains(InMemoryView.json("0", 1));
    assertThat(lines.getLast())
        .isEqualTo(
            "{\"complete\":{\"count\":1000,\"checksum\":\""
                + checksum(lines.subList(1, 1001))
                + "\"}}");
  }

  @Test
  void streamsAnEmptyType() throws NoSuchAlgorithmException {
    List<String> lines = http.get(PATH).body().lines().toList();

    assertThat(lines).hasSize(2);
    assertThat(lines.getLast())
        .isEqualTo("{\"complete\":{\"count\":0,\"checksum\":\"" + checksum(List.of()) + "\"}}");
  }

  @Test
  void partitionsMakeUpTheWhole() {
    http.view.fill(1000);
    List<String> ids = new ArrayList<>();

    for (int partition = 0; partition < InMemoryView.PARTITIONS; partition++) {
      List<String> lines = http.get(PATH + "?partition=" + partition).body().lines().toList();
      JsonNode positions = json(lines.getFirst()).path("bootstrap").path("positions");
      assertThat(positions.toString())
          .isEqualTo("{\"" + partition + "\":" + (10 + partition) + "}");
      for (String line : lines.subList(1, lines.size() - 1)) {
        String id = json(line).path("id").asText();
        assertThat(Partitions.of(id, InMemoryView.PARTITIONS)).isEqualTo(partition);
        ids.add(id);
      }
    }

    assertThat(ids).hasSize(1000).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "4", "all", ""})
  void refusesAPartitionThatDoesNotExist(String partition) {
    JsonNode problem =
        assertProblem(http.get(PATH + "?partition=" + partition), 400, "bad-parameter");

    assertThat(problem.path("detail").asText()).contains("from 0 to 3");
  }

  @Test
  void refusesWhileTheViewIsCatchingUp() {
    http.view.caughtUp = false;

    HttpResponse<String> response = http.get(PATH);

    assertProblem(response, 503, "catching-up");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
    assertThat(http.view.opened).hasValue(0);
  }

  @Test
  void aHeadRequestTakesNoSnapshot() {
    HttpRequest head =
        http.request(PATH).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();

    HttpResponse<String> response = http.send(head, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(http.view.opened).hasValue(0);
  }

  @Test
  void compressesWhenAsked() throws IOException {
    http.view.fill(5000);

    HttpResponse<InputStream> response = http.open(PATH, "Accept-Encoding", "gzip");

    assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
    try (InputStream in = new GZIPInputStream(response.body())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(http.get(PATH).body());
    }
  }

  @Test
  void staysAtTheClientsPaceInBoundedMemory() throws IOException, NoSuchAlgorithmException {
    http.view.fill(MANY);

    HttpResponse<InputStream> response = http.open(PATH);
    long ahead = http.view.awaitStandstill();
    assertThat(ahead).isLessThan(MOST_AHEAD);

    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    String last;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      assertThat(in.readLine()).startsWith("{\"bootstrap\":");
      last = in.readLine();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        digest.update((last + "\n").getBytes(StandardCharsets.UTF_8));
        last = line;
      }
    }

    JsonNode complete = json(last).path("complete");
    assertThat(complete.path("count").asInt()).isEqualTo(MANY);
    assertThat(complete.path("checksum").asText())
        .isEqualTo("sha256:" + HexFormat.of().formatHex(digest.digest()));
    assertThat(http.view.readingThread).contains("headwater.http.blocking-dispatcher");
  }

  private static String checksum(List<String> states) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String state : states) {
      digest.update((state + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }
}
