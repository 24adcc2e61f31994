package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.encode;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.resource.Partitions;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BootstrapResumeTest {

  private static final String PATH = "/v1/resources/widget/bootstrap";
  private static final int COUNT = 3000;

  private static final int MANY = 35_000;

  private final ServerFixture http =
      new ServerFixture("headwater.http.bootstraps.chunk-bytes = 4 KiB");

  @AfterEach
  void stop() {
    http.close();
    assertThat(http.view.open).hasValue(0);
  }

  private List<String> lines(String query) {
    return http.get(PATH + query).body().lines().toList();
  }

  private static List<String> states(List<String> lines) {
    return lines.stream().filter(line -> line.startsWith("{\"type\"")).toList();
  }

  private static String checksum(List<String> states) throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String state : states) {
      digest.update((state + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void checkpointsTellTheStatesBeforeThem() throws NoSuchAlgorithmException {
    http.view.fill(COUNT);

    List<String> lines = lines("?checkpoints=700");

    List<String> states = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    for (String line : lines) {
      JsonNode checkpoint = json(line).path("checkpoint");
      if (!checkpoint.isMissingNode()) {
        counts.add(checkpoint.path("count").asInt());
        assertThat(states).hasSize(counts.getLast());
        assertThat(checkpoint.path("checksum").asText()).isEqualTo(checksum(states));
        assertThat(checkpoint.path("after").asText())
            .isEqualTo(json(states.getLast()).path("id").asText());
      } else if (line.startsWith("{\"type\"")) {
        states.add(line);
      }
    }
    assertThat(counts).containsExactly(700, 1400, 2100, 2800);
    assertThat(json(lines.getLast()).path("complete").path("checksum").asText())
        .isEqualTo(checksum(states));
    assertThat(states).isEqualTo(states(lines("")));
  }

  @Test
  void aDownloadThatGoesOnBehindACheckpointIsTheWholeOne() {
    http.view.fill(COUNT);
    List<String> whole = states(lines(""));
    for (int broken : new int[] {1, 500, COUNT - 1, COUNT}) {
      String after = json(whole.get(broken - 1)).path("id").asText();

      List<String> rest = lines("?checkpoints=10&after=" + encode(after));

      List<String> both = new ArrayList<>(whole.subList(0, broken));
      both.addAll(states(rest));
      assertThat(both).isEqualTo(whole);
      assertThat(json(rest.getLast()).path("complete").path("count").asInt())
          .isEqualTo(COUNT - broken);
      assertThat(json(rest.getFirst()).path("bootstrap").path("positions").size()).isEqualTo(4);
    }
  }

  @Test
  void aPartitionGoesOnInItself() {
    http.view.fill(COUNT);
    List<String> whole = states(lines("?partition=2"));
    String after = json(whole.get(99)).path("id").asText();

    assertThat(states(lines("?partition=2&after=" + after)))
        .isEqualTo(whole.subList(100, whole.size()));

    String detail =
        assertProblem(http.get(PATH + "?partition=1&after=" + after), 400, "bad-parameter")
            .path("detail")
            .asText();
    assertThat(detail).contains("partition 2");
  }

  @Test
  void goesOnBehindAnIdThatIsGone() {
    http.view.fill(10);
    String gone = "gone";
    List<String> expected =
        states(lines("")).stream()
            .filter(
                line -> InMemoryView.BY_PARTITION.compare(json(line).path("id").asText(), gone) > 0)
            .toList();

    assertThat(states(lines("?after=" + gone))).isEqualTo(expected);
    assertThat(Partitions.of(gone, InMemoryView.PARTITIONS)).isBetween(0, 3);
  }

  @Test
  void tellsTheTokenOfThePartitionOnly() {
    assertThat(json(lines("?partition=3").getFirst()).path("bootstrap").path("token").asText())
        .isEqualTo("e1.3-13");
  }

  @Test
  void filtersAndProjectsAndTheChecksumIsOfWhatIsSent() throws NoSuchAlgorithmException {
    http.view.fill(COUNT);

    List<String> lines = lines("?fields=name&filter=id=17&checkpoints=1");

    assertThat(states(lines)).hasSize(1);
    assertThat(lines.get(1)).endsWith("\"resource\":{\"name\":\"Zażółć 🐟\"}}");
    assertThat(lines.getLast())
        .isEqualTo("{\"complete\":{\"count\":1,\"checksum\":\"" + checksum(states(lines)) + "\"}}");
    assertThat(json(lines.get(2)).path("checkpoint").path("after").asText()).isEqualTo("17");
  }

  @Test
  void aFilterThatLetsNothingThroughGivesCheckpointsAllTheSame() throws NoSuchAlgorithmException {
    http.view.fill(MANY);

    List<String> lines = lines("?filter=id=absent&checkpoints=1000");

    List<String> checkpoints = lines.subList(1, lines.size() - 1);
    assertThat(checkpoints).hasSizeGreaterThanOrEqualTo(2);
    String last = "";
    for (String line : checkpoints) {
      JsonNode checkpoint = json(line).path("checkpoint");
      assertThat(checkpoint.path("count").asInt()).isZero();
      assertThat(checkpoint.path("checksum").asText()).isEqualTo(checksum(List.of()));
      String after = checkpoint.path("after").asText();
      if (!last.isEmpty()) {
        assertThat(InMemoryView.BY_PARTITION.compare(last, after)).isNegative();
      }
      last = after;
    }
    assertThat(states(lines("?after=" + last))).hasSizeLessThan(MANY / 2);
  }

  @Test
  void aFilterThatLetsNothingThroughMovesBytesAndKeepsTheChecksum()
      throws NoSuchAlgorithmException {
    http.view.fill(MANY);
    String last = json(states(lines("?partition=3")).getLast()).path("id").asText();

    List<String> lines = lines("?filter=id=" + last);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).matches(" +\\{\"type\".*");
    assertThat(json(lines.get(1)).path("id").asText()).isEqualTo(last);
    assertThat(json(lines.getLast()).path("complete").path("checksum").asText())
        .isEqualTo(checksum(lines.subList(1, 2)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checkpoints=0", "checkpoints=x", "fields=a..b", "filter=a"})
  void refusesABadParameter(String parameter) {
    assertProblem(http.get(PATH + "?" + parameter), 400, "bad-parameter");
    assertThat(http.view.opened).hasValue(0);
  }
}
