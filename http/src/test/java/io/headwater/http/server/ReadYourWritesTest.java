package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.resource.Partitions;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadYourWritesTest {

  private static final String ONE = "/v1/resources/widget/1";
  private static final int PARTITION = Partitions.of("1", InMemoryView.PARTITIONS);

  /** More than the blocking dispatcher has threads. */
  private static final int WAITING = 50;

  private final ServerFixture http =
      new ServerFixture("headwater.http.connections.request-timeout = 500ms");

  @AfterEach
  void stop() {
    http.close();
  }

  /** The token behind so many further changes of the partition of id 1. */
  private static String ahead(int changes) {
    return StreamToken.of(StreamPositions.of("e1", Map.of(PARTITION, 10L + PARTITION + changes)));
  }

  private CompletableFuture<HttpResponse<String>> async(String path) {
    return http.client.sendAsync(http.request(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/resources/widget/1?wait=30s",
        "/v1/resources/widget?id=1",
        "/v1/resources/widget?id=1&id=2",
        "/v1/resources/widget?limit=5"
      })
  void waitsUntilTheViewIsThere(String path) throws Exception {
    http.view.put("2", "2", 1);
    CompletableFuture<HttpResponse<String>> answer =
        async(path + "&at-least=" + ahead(2) + "&wait=30s");
    http.view.write("1", 1);
    await()
        .during(Duration.ofMillis(700))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !answer.isDone());

    http.view.write("1", 2);

    HttpResponse<String> response = answer.get(20, TimeUnit.SECONDS);
    assertThat(response.body()).contains(InMemoryView.json("1", 2));
    StreamPositions told = StreamToken.read(header(response, "Headwater-Token")).orElseThrow();
    assertThat(told.next()).containsEntry(PARTITION, 12L + PARTITION).hasSize(4);
  }

  @Test
  void tellsThatTheViewIsNotThereYet() {
    http.view.write("1", 1);

    assertThat(http.get(ONE + "?at-least=" + ahead(1)).statusCode()).isEqualTo(200);
    assertProblem(http.get(ONE + "?at-least=" + ahead(2)), 504, "not-yet");
    assertProblem(http.get(ONE + "?at-least=" + ahead(2) + "&wait=700ms"), 504, "not-yet");
    assertProblem(
        http.get("/v1/resources/widget?at-least=" + ahead(2) + "&wait=1ms"), 504, "not-yet");
  }

  @Test
  void onlyThePartitionOfTheResourceCounts() {
    http.view.put("1", "1", 1);
    String others = "e1." + (PARTITION == 0 ? "1-1000" : "0-1000");

    assertThat(http.get(ONE + "?at-least=" + others).statusCode()).isEqualTo(200);
    assertProblem(http.get("/v1/resources/widget?at-least=" + others), 504, "not-yet");
  }

  @Test
  void aTokenOfAnAnswerCanBeHandedOn() {
    http.view.write("1", 1);
    String token = header(http.get(ONE), "Headwater-Token");

    assertThat(http.get("/v1/resources/widget?at-least=" + token).statusCode()).isEqualTo(200);
    http.view.write("1", 2);
    assertThat(http.get("/v1/resources/widget/changes?since=" + token).body())
        .contains(InMemoryView.json("1", 2));
  }

  @Test
  void whoWaitsHoldsNoThread() throws Exception {
    http.view.put("2", "2", 1);
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      waiting.add(async(ONE + "?at-least=" + ahead(1) + "&wait=30s"));
      waiting.add(async("/v1/resources/widget/changes?since=now&wait=30s"));
    }
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.changesRead.get() > 0);

    assertThat(http.get("/v1/resources/widget/2").statusCode()).isEqualTo(200);
    assertThat(waiting).noneMatch(CompletableFuture::isDone);

    http.view.write("1", 1);
    for (CompletableFuture<HttpResponse<String>> answer : waiting) {
      assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "e0.0-1, 409, epoch-changed",
    "e1.7-1, 400, bad-token",
    "garbage, 400, bad-token",
    "'', 400, bad-token",
    "e1.0-1&wait=31s, 400, bad-parameter",
    "e1.0-1&wait=soon, 400, bad-parameter"
  })
  void refusesWhatNeverComes(String asked, int status, String kind) {
    http.view.put("1", "1", 1);

    assertProblem(http.get("/v1/resources/widget?at-least=" + asked), status, kind);
  }

  @Test
  void waitsForAPositionOfASource() {
    http.view.put("1", "1", 1);
    AtomicReference<String> asked = new AtomicReference<>("");
    http.barrier =
        (type, source, position, wait) -> {
          asked.set(type + " " + source + " " + position + " " + wait);
          return CompletableFuture.completedStage(position.equals("0/1A2B3C8"));
        };

    assertThat(http.get(ONE + "?at-least=shop@0/1A2B3C8&wait=2s").statusCode()).isEqualTo(200);
    assertThat(asked).hasValue("widget shop 0/1A2B3C8 PT2S");
    assertProblem(http.get(ONE + "?at-least=shop@0/1A2B3C9"), 504, "not-yet");
  }

  @Test
  void tellsWhatIsWrongWithASourceOrItsPosition() {
    http.view.put("1", "1", 1);
    http.barrier =
        (type, source, position, wait) -> {
          throw new IllegalArgumentException("The sources are: shop.");
        };
    assertThat(
            assertProblem(http.get(ONE + "?at-least=shelf@1"), 400, "bad-parameter")
                .path("detail")
                .asText())
        .isEqualTo("The sources are: shop.");

    http.barrier =
        (type, source, position, wait) ->
            CompletableFuture.failedStage(new IllegalArgumentException("No position."));
    assertProblem(http.get(ONE + "?at-least=shop@x"), 400, "bad-parameter");

    http.barrier =
        (type, source, position, wait) ->
            CompletableFuture.failedStage(new IllegalStateException("secret"));
    assertProblem(http.get(ONE + "?at-least=shop@x"), 500, "internal");
  }
}
