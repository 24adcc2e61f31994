package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangesRouteTest {

  private static final String PATH = "/v1/resources/widget/changes";
  private static final String START = "?since=e1.0-10.1-11.2-12.3-13";

  private final ServerFixture http =
      new ServerFixture("headwater.http.connections.request-timeout = 1s");

  @AfterEach
  void stop() {
    http.close();
  }

  private int head(String query) {
    HttpRequest head =
        http.request(PATH + query).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    return http.send(head, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  @Test
  void answersAtOnceWhenThereIsSomething() {
    String state = http.view.write("1", 1);

    HttpResponse<String> response = http.get(PATH + START + "&wait=30s");

    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
    JsonNode body = json(response);
    assertThat(response.body())
        .startsWith("{\"changes\":[{\"partition\":")
        .contains("\"key\":\"1\",\"operation\":\"update\",\"state\":" + state + "}]");
    assertThat(body.path("up_to_date").asBoolean()).isTrue();
    assertThat(body.path("changes").size()).isEqualTo(1);
    JsonNode next = json(http.get(PATH + "?since=" + body.path("token").asText()));
    assertThat(next.path("changes")).isEmpty();
    assertThat(next.path("token")).isEqualTo(body.path("token"));
  }

  @Test
  void answersAtOnceWithoutAWait() {
    assertThat(http.get(PATH + START).body())
        .isEqualTo("{\"changes\":[],\"token\":\"e1.0-10.1-11.2-12.3-13\",\"up_to_date\":true}");
    assertThat(http.get(PATH + "?since=now").body())
        .isEqualTo(http.get(PATH + START + "&wait=0s").body());
  }

  @Test
  void answersAfterTheWaitWhenNothingComes() {
    Instant start = Instant.now();

    HttpResponse<String> response = http.get(PATH + START + "&wait=1500ms");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(json(response).path("changes")).isEmpty();
    assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1400));
  }

  @Test
  void answersWhenSomethingComes() throws Exception {
    CompletableFuture<HttpResponse<String>> answer =
        http.client.sendAsync(
            http.request(PATH + START + "&wait=30s").build(), HttpResponse.BodyHandlers.ofString());
    await().atMost(Duration.ofSeconds(60)).until(() -> http.view.changesRead.get() > 0);
    assertThat(answer).isNotDone();

    http.view.write("1", 1);

    assertThat(json(answer.get(20, TimeUnit.SECONDS)).path("changes").size()).isEqualTo(1);
  }

  @Test
  void tellsTheNewestChangeOfEachResourceAndTheDeletions() {
    http.view.write("1", 1);
    http.view.write("2", 1);
    http.view.write("1", 2);
    http.view.delete("2");

    JsonNode changes = json(http.get(PATH + START)).path("changes");

    assertThat(changes.size()).isEqualTo(2);
    for (JsonNode change : changes) {
      boolean isFirst = change.path("key").asText().equals("1");
      assertThat(change.path("operation").asText()).isEqualTo(isFirst ? "update" : "delete");
      assertThat(change.path("state").isNull()).isEqualTo(!isFirst);
    }
  }

  @Test
  void pagesWithALimit() {
    for (int i = 0; i < 5; i++) {
      http.view.write(Integer.toString(i), 1);
    }
    String since = START;
    int told = 0;
    JsonNode page;
    do {
      page = json(http.get(PATH + since + "&limit=2"));
      told += page.path("changes").size();
      since = "?since=" + page.path("token").asText();
    } while (!page.path("up_to_date").asBoolean());

    assertThat(told).isEqualTo(5);
  }

  @Test
  void aPositionAheadIsNoError() {
    assertThat(http.get(PATH + "?since=e1.0-1000").body())
        .isEqualTo("{\"changes\":[],\"token\":\"e1.0-1000\",\"up_to_date\":false}");
  }

  @ParameterizedTest
  @CsvSource({
    "?since=e0.0-10, 409, epoch-changed",
    "?since=e1.0-4, 410, position-expired",
    "?since=e1.4-4, 400, bad-token",
    "?since=garbage, 400, bad-token",
    "?since=, 400, bad-token",
    "?since=%00, 400, bad-token",
    "'', 400, bad-parameter"
  })
  void refusesWhatCannotBeFollowed(String query, int status, String kind) {
    http.view.expired = 5;

    assertProblem(http.get(PATH + query), status, kind);
    assertProblem(http.get(PATH + query, "Accept", "text/event-stream"), status, kind);
    assertThat(head(query)).isEqualTo(status);
  }

  @Test
  void headTellsThatATokenIsSafe() {
    assertThat(head(START)).isEqualTo(200);
    assertThat(head("?since=now")).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=5001",
        "wait=31s",
        "wait=1",
        "wait=-1s",
        "wait=1h",
        "wait=",
        "fields=",
        "filter=red"
      })
  void refusesABadParameter(String parameter) {
    assertProblem(http.get(PATH + START + "&" + parameter), 400, "bad-parameter");
  }

  @Test
  void refusesWhileTheViewIsCatchingUp() {
    http.view.caughtUp = false;

    HttpResponse<String> response = http.get(PATH + START);

    assertProblem(response, 503, "catching-up");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }

  @Test
  void refusesAnUnknownType() {
    assertProblem(http.get("/v1/resources/gizmo/changes?since=now"), 404, "type-unknown");
  }

  @Test
  void aFailureIsAProblemThatIsNotKept() {
    http.view.onRead =
        () -> {
          throw new IllegalStateException("the disk is gone");
        };
    assertProblem(http.get(PATH + START), 500, "internal");
    assertProblem(http.get(PATH + START, "Accept", "text/event-stream"), 500, "internal");

    http.view.onRead = () -> {};

    assertThat(http.get(PATH + START).statusCode()).isEqualTo(200);
  }

  @Test
  void readsOnTheBlockingDispatcher() {
    http.get(PATH + START);

    assertThat(http.view.readingThread).contains("headwater.http.blocking-dispatcher");
  }
}
