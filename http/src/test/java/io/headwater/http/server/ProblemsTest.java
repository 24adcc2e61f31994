package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemsTest {

  private static ServerFixture http;

  @BeforeAll
  static void start() {
    http =
        new ServerFixture(
            "headwater.http.connections { request-timeout = 1s, max-uri-bytes = 1KiB }");
    http.view.fill(3);
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @AfterEach
  void restore() {
    http.view.onRead = () -> {};
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/resources/widget/bootstrap?fliter=colors=red",
        "/v1/resources/widget/bootstrap?at-least=x",
        "/v1/resources/widget/1?filter=a=b",
        "/v1/resources/widget?id=1&filter=a=b",
        "/v1/resources/widget?id=1&id=2&filter=a=b",
        "/v1/resources/widget/changes?since=now&follow=nonsense",
        "/v1/resources?limit=3",
        "/v1/sources?since=now"
      })
  void refusesAParameterThatIsNotServed(String path) {
    JsonNode problem = assertProblem(http.get(path), 400, "bad-parameter");
    assertThat(problem.path("detail").asText())
        .containsAnyOf("'fliter'", "'at-least'", "'filter'", "'follow'", "'limit'", "'since'");
  }

  @Test
  void tellsTheParametersThatThereAre() {
    assertThat(http.get("/v1/resources/widget/1?x=1").body())
        .contains("'x' is no parameter here; there are at-least, fields, wait.");
    assertThat(http.get("/health/live?x=1").statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "",
        "/v1",
        "/v2/resources",
        "/v1/resources/",
        "/v1//resources",
        "/v1/resources/widget/",
        "/v1/resources/widget/1/",
        "/v1/resources/widget/1/more",
        "/v1/sources/",
        "/health",
        "/OpenAPI.json"
      })
  void refusesAnUnknownPath(String path) {
    assertProblem(http.get(path), 404, "path-unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
  void refusesOtherMethodsAndSaysWhichAreServed(String method) {
    HttpRequest request =
        http.request("/v1/resources/widget/1")
            .method(method, HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());

    assertProblem(response, 405, "method-refused");
    assertThat(header(response, "Allow")).isEqualTo("GET, HEAD");
    assertThat(http.get("/v1/resources/widget/1").statusCode()).isEqualTo(200);
  }

  @Test
  void hidesWhatFailedAndTellsUnderWhichIdItIsLogged() {
    http.view.onRead =
        () -> {
          throw new IllegalStateException("secret path");
        };

    HttpResponse<String> response = http.get("/v1/resources/widget/1");

    JsonNode problem = assertProblem(response, 500, "internal");
    String instance = problem.path("instance").asText();
    assertThat(instance).startsWith("urn:uuid:");
    assertThat(problem.path("detail").asText()).contains(instance.substring(9));
    assertThat(response.body()).doesNotContain("secret").doesNotContain("Exception");
  }

  @Test
  void answersWhatTakesTooLongAsAProblemAndStaysLive() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    http.view.onRead =
        () -> {
          try {
            latch.await(60, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try {
      HttpResponse<String> response = http.get("/v1/resources/widget/1");

      assertProblem(response, 503, "timed-out");
      assertThat(header(response, "Retry-After")).isEqualTo("5");
      assertThat(http.get("/health/live").statusCode()).isEqualTo(200);
    } finally {
      latch.countDown();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/resources/widget/%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/resources/widget/{\"a\":1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/resources/widget?limit=%zz HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /v1/resources HTTP/1.1\r\n\r\n",
        "GET /v1/resources HTTP/9.9\r\nHost: a\r\n\r\n",
        "NONSENSE /v1/resources HTTP/1.1\r\nHost: a\r\n\r\n"
      })
  void answersMalformedRequestsAsProblems(String request) throws IOException {
    String response = raw(request);

    assertThat(response).matches("(?s)HTTP/1.1 [45].*").contains("application/problem+json");
    JsonNode problem = json(response.substring(response.indexOf("\r\n\r\n") + 4));
    assertThat(problem.path("type").asText()).startsWith("urn:headwater:problem:bad-");
    assertThat(problem.path("status").asInt()).isBetween(400, 505);
  }

  @Test
  void refusesATooLongUri() throws IOException {
    String response =
        raw("GET /v1/resources/widget/" + "x".repeat(2000) + " HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(response).startsWith("HTTP/1.1 414").contains("application/problem+json");
  }

  @Test
  void answersAnIdThatIsNotUtf8AsAProblem() throws IOException {
    String response =
        raw("GET /v1/resources/widget/%ff%fe HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    assertThat(response).startsWith("HTTP/1.1 40").contains("application/problem+json");
  }

  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", http.server.address().getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      StringBuilder response = new StringBuilder();
      byte[] buffer = new byte[4096];
      // The server may keep the connection, so the end is where the problem's brace closes.
      while (!response.toString().endsWith("}")) {
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
          break;
        }
        response.append(new String(buffer, 0, count, UTF_8));
      }
      return response.toString();
    }
  }
}
