package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.encode;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateRoutesTest {

  private static ServerFixture http;

  @BeforeAll
  static void start() {
    http = new ServerFixture("headwater.http.pages.max-bytes = 200000");
    http.view.fill(2500);
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @AfterEach
  void restore() {
    http.view.caughtUp = true;
    http.view.lag = 0;
  }

  @Test
  void answersTheStateByteForByteWithItsVersionAsTag() {
    HttpResponse<String> response = http.get("/v1/resources/widget/41");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo(InMemoryView.json("41", 42));
    assertThat(header(response, "ETag")).isEqualTo("\"42\"");
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-cache");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(response.headers().firstValue("Server")).isEmpty();
    assertThat(response.headers().firstValue("Headwater-View")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"42\"", "W/\"42\"", "\"1\", \"42\"", "*"})
  void answersNotModifiedToAClientThatHasTheVersion(String tags) {
    HttpResponse<String> response = http.get("/v1/resources/widget/41", "If-None-Match", tags);

    assertThat(response.statusCode()).isEqualTo(304);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "ETag")).isEqualTo("\"42\"");
  }

  @Test
  void answersTheStateToAClientThatHasAnotherVersion() {
    assertThat(http.get("/v1/resources/widget/41", "If-None-Match", "\"41\"").statusCode())
        .isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "with space",
        "plus+plus",
        "Zażółć 🐟",
        "{\"tenant\":7,\"no\":\"A/1 %\"}",
        "100%",
        "?a=b&c#d",
        "..",
        ".",
        "bootstrap",
        "schema",
        ""
      })
  void readsEveryIdByParameter(String id) {
    String stored = http.view.put(id, "\"special\"", 5);

    HttpResponse<String> response = http.get("/v1/resources/widget?id=" + encode(id));

    assertThat(response.body()).isEqualTo(stored);
    assertThat(header(response, "ETag")).isEqualTo("\"5\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a/b",
        "with space",
        "plus+plus",
        "Zażółć 🐟",
        "{\"tenant\":7,\"no\":\"A/1 %\"}",
        "100%",
        "?a=b&c#d"
      })
  void readsAnIdFromThePath(String id) {
    String stored = http.view.put(id, "\"special\"", 5);

    HttpResponse<String> response = http.get("/v1/resources/widget/" + encode(id));

    assertThat(response.body()).isEqualTo(stored);
  }

  @Test
  void literalSegmentsWinOverIds() {
    http.view.put("bootstrap", "\"special\"", 5);
    http.view.put("schema", "\"special\"", 5);

    assertThat(http.get("/v1/resources/widget/bootstrap").body()).startsWith("{\"bootstrap\":");
    assertThat(http.get("/v1/resources/widget/schema").body()).isEqualTo(ServerFixture.SCHEMA);
  }

  @Test
  void tellsAnAbsenceOnlyWhenTheViewIsComplete() {
    assertProblem(http.get("/v1/resources/widget/none"), 404, "resource-absent");

    http.view.caughtUp = false;

    HttpResponse<String> response = http.get("/v1/resources/widget/none");
    assertProblem(response, 503, "catching-up");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }

  @Test
  void saysSoWhenAnAnswerMayBeStale() {
    http.view.caughtUp = false;

    assertThat(header(http.get("/v1/resources/widget/1"), "Headwater-View"))
        .isEqualTo("catching-up");
    assertThat(header(http.get("/v1/resources/widget"), "Headwater-View")).isEqualTo("catching-up");
  }

  @Test
  void pagesThroughAllStatesInKeyOrder() {
    List<String> all = new ArrayList<>();
    String after = "";
    int pages = 0;
    while (true) {
      JsonNode page = json(http.get("/v1/resources/widget?limit=333" + after));
      page.path("items").forEach(item -> all.add(item.path("id").asText()));
      pages++;
      if (!page.has("next")) {
        break;
      }
      assertThat(page.path("items").size()).isBetween(1, 333);
      after = "&after=" + encode(page.path("next").asText());
    }

    assertThat(pages).isGreaterThanOrEqualTo(8);
    assertThat(all).filteredOn(id -> !id.equals("special")).hasSize(2500).doesNotHaveDuplicates();
    assertThat(all).filteredOn(id -> !id.equals("special")).isSorted();
    assertThat(all.size()).isEqualTo((int) http.view.count(InMemoryView.WIDGET));
  }

  @Test
  void hasAHundredStatesInAPageUnlessAsked() {
    JsonNode page = json(http.get("/v1/resources/widget"));

    assertThat(page.path("items").size()).isEqualTo(100);
    assertThat(page.path("items").get(50).path("resource").path("name").asText())
        .isEqualTo("Zażółć 🐟");
    assertThat(json(http.get("/v1/resources/widget?limit=1")).path("items").size()).isEqualTo(1);
  }

  @Test
  void endsAPageOnTheLastStateWithoutNext() {
    JsonNode last = json(http.get("/v1/resources/widget?limit=1&after=~~~~" + encode("🐟🐟")));

    assertThat(last.path("items")).isEmpty();
    assertThat(last.has("next")).isFalse();
    assertThat(http.get("/v1/resources/gadget").body()).isEqualTo("{\"items\":[]}");
  }

  @Test
  void endsAPageEarlyWhenItsStatesAreLarge() {
    HttpResponse<String> response = http.get("/v1/resources/widget?limit=1000");

    JsonNode page = json(response);
    assertThat(response.body().length()).isBetween(150_000, 201_000);
    assertThat(page.path("items").size()).isBetween(500, 999);
    assertThat(page.has("next")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1001", "ten", "", "1.5", "99999999999"})
  void refusesABadLimit(String limit) {
    JsonNode problem =
        assertProblem(http.get("/v1/resources/widget?limit=" + limit), 400, "bad-parameter");

    assertThat(problem.path("detail").asText()).contains("limit", "from 1 to 1000");
    assertThat(problem.path("instance").asText()).isEqualTo("/v1/resources/widget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/1", "/bootstrap", "/schema"})
  void refusesAnUnknownType(String rest) {
    assertThat(
            assertProblem(http.get("/v1/resources/gizmo" + rest), 404, "type-unknown")
                .path("detail")
                .asText())
        .contains("gadget, widget");
    assertProblem(http.get("/v1/resources/Not%20A%20Name" + rest), 404, "type-unknown");
  }

  @Test
  void compressesPagesWhenAsked() throws IOException {
    HttpResponse<InputStream> response =
        http.open("/v1/resources/widget?limit=50", "Accept-Encoding", "br, gzip;q=0.5");

    assertThat(header(response, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(response, "Vary")).isEqualTo("Accept-Encoding");
    try (InputStream in = new GZIPInputStream(response.body())) {
      String body = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(body).isEqualTo(http.get("/v1/resources/widget?limit=50").body());
    }
    assertThat(
            header(
                http.get("/v1/resources/widget", "Accept-Encoding", "gzip;q=0"),
                "Content-Encoding"))
        .isEmpty();
  }

  @Test
  void listsTheTypes() {
    http.view.lag = 3;

    JsonNode resources = json(http.get("/v1/resources")).path("resources");

    assertThat(resources.size()).isEqualTo(2);
    assertThat(resources.get(0).toString())
        .isEqualTo(
            "{\"type\":\"gadget\",\"count\":0,\"topic\":\"headwater.state.gadget\","
                + "\"partitions\":4,\"positions\":{\"0\":10,\"1\":11,\"2\":12,\"3\":13},"
                + "\"epoch\":\"e1\",\"token\":\"e1.0-10.1-11.2-12.3-13\",\"lag\":3,\"caught_up\":true}");
    assertThat(resources.get(1).path("count").asLong())
        .isEqualTo(http.view.count(InMemoryView.WIDGET));
    assertThat(resources.get(1).path("schema").asText()).isEqualTo("/v1/resources/widget/schema");
  }

  @Test
  void tellsAnUnknownLagAsNull() {
    http.view.lag = -1;
    http.view.caughtUp = false;

    JsonNode first = json(http.get("/v1/resources")).path("resources").get(0);

    assertThat(first.path("lag").isNull()).isTrue();
    assertThat(first.path("caught_up").asBoolean()).isFalse();
  }

  @Test
  void servesTheSchemaWithATag() {
    HttpResponse<String> response = http.get("/v1/resources/widget/schema");

    assertThat(response.body()).isEqualTo(ServerFixture.SCHEMA);
    assertThat(header(response, "Content-Type")).isEqualTo("application/schema+json");
    String tag = header(response, "ETag");
    assertThat(http.get("/v1/resources/widget/schema", "If-None-Match", tag).statusCode())
        .isEqualTo(304);
    assertProblem(http.get("/v1/resources/gadget/schema"), 404, "schema-absent");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/v1/resources", "/v1/resources/widget", "/v1/resources/widget/1", "/metrics"})
  void answersHeadWithTheHeadersOnly(String path) {
    HttpRequest head =
        http.request(path).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();

    HttpResponse<String> response = http.send(head, HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "Content-Length"))
        .isEqualTo(Integer.toString(http.get(path).body().getBytes(StandardCharsets.UTF_8).length));
  }
}
