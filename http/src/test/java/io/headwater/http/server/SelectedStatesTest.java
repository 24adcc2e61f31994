package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectedStatesTest {

  private static final String PATH = "/v1/resources/widget";

  private static ServerFixture http;

  @BeforeAll
  static void start() {
    http = new ServerFixture("headwater.http.pages { max-read = 200, max-bytes = 100000 }");
    http.view.fill(1000);
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @AfterEach
  void restore() {
    http.view.caughtUp = true;
  }

  @Test
  void answersSeveralIdsInTheirOrderAndTellsTheMissing() {
    assertThat(http.get(PATH + "?id=7&id=none&id=3&id=7").body())
        .isEqualTo(
            "{\"items\":["
                + InMemoryView.json("7", 8)
                + ","
                + InMemoryView.json("3", 4)
                + "],\"missing\":[\"none\"]}");
    assertThat(http.get(PATH + "?id=7").body()).isEqualTo(InMemoryView.json("7", 8));
  }

  @Test
  void tellsAnAbsenceAmongSeveralOnlyWhenTheViewIsComplete() {
    http.view.caughtUp = false;

    assertProblem(http.get(PATH + "?id=7&id=none"), 503, "catching-up");
    assertThat(header(http.get(PATH + "?id=7&id=8"), "Headwater-View")).isEqualTo("catching-up");
  }

  @Test
  void tellsTheIdsThatDidNotFit() {
    String ids = IntStream.range(0, 600).mapToObj(i -> "id=" + i).collect(Collectors.joining("&"));

    JsonNode answer = json(http.get(PATH + "?" + ids));

    int told = answer.path("items").size();
    assertThat(told).isBetween(300, 599);
    assertThat(answer.path("unread").size()).isEqualTo(600 - told);
    assertThat(answer.path("unread").get(0).asText()).isEqualTo(Integer.toString(told));
    assertThat(answer.path("missing")).isEmpty();
  }

  @Test
  void refusesMoreIdsThanAPageMayHave() {
    try (ServerFixture small =
        new ServerFixture("headwater.http.pages { default-size = 2, max-size = 2 }")) {
      assertProblem(small.get(PATH + "?id=1&id=2&id=3"), 400, "bad-parameter");
      assertThat(small.get(PATH + "?id=1&id=2").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void projectsPagesStatesAndSeveralIds() {
    String name = "\"resource\":{\"name\":\"Zażółć 🐟\"}}";

    assertThat(http.get(PATH + "/7?fields=name").body()).startsWith("{\"type\"").endsWith(name);
    assertThat(http.get(PATH + "?id=7&fields=name").body()).endsWith(name);
    assertThat(http.get(PATH + "?id=7&id=8&fields=name").body())
        .contains(name + ",")
        .contains(name + "]");
    assertThat(http.get(PATH + "?limit=2&fields=name").body())
        .contains(name + ",")
        .contains(name + "],\"next\"");
  }

  @Test
  void pagesThroughWhatAFilterTakes() {
    int pages = 0;
    int found = 0;
    String after = "";
    JsonNode page;
    do {
      page = json(http.get(PATH + "?filter=id=999" + after));
      found += page.path("items").size();
      after = "&after=" + page.path("next").asText();
      pages++;
    } while (page.has("next"));

    assertThat(found).isEqualTo(1);
    assertThat(pages).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"?fields=", "?filter=id", "/7?fields=a..b", "?id=1&id=2&fields=,"})
  void refusesWhatIsMalformed(String query) {
    assertProblem(http.get(PATH + query), 400, "bad-parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"?limit=50", "/bootstrap"})
  void compressesWithZstandardWhenAsked(String rest) throws IOException {
    HttpResponse<InputStream> response =
        http.open(PATH + rest, "Accept-Encoding", "gzip, zstd;q=1.0");

    assertThat(header(response, "Content-Encoding")).isEqualTo("zstd");
    assertThat(header(response, "Vary")).isEqualTo("Accept-Encoding");
    try (InputStream in = new ZstdInputStream(response.body())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo(http.get(PATH + rest).body());
    }
  }
}
