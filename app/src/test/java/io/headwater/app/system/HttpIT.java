package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every endpoint answers for a real pipeline; their details are the HTTP module's own tests. */
class HttpIT {

  private static final int WIDGETS = 300;

  @TempDir static Path folder;
  private static RunningPipeline pipeline;

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline = RunningPipeline.start(folder, WIDGETS);
    await()
        .atMost(RunningPipeline.LIMIT)
        .until(() -> pipeline.http().status("/health/ready") == 200);
  }

  @AfterAll
  static void stop() {
    pipeline.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/resources, 200, application/json",
    "/v1/resources/widget, 200, application/json",
    "/v1/resources/widget/7, 200, application/json",
    "/v1/resources/widget/bootstrap, 200, application/x-ndjson",
    "/v1/resources/widget/bootstrap?partition=3, 200, application/x-ndjson",
    "/v1/resources/widget/schema, 200, application/schema+json",
    "/v1/sources, 200, application/json",
    "/v1/sources/shop, 200, application/json",
    "/health/live, 200, application/json",
    "/health/ready, 200, application/json",
    "/metrics, 200, text/plain; version=0.0.4; charset=utf-8",
    "/openapi.json, 200, application/json",
    "/v1/resources/widget/999999, 404, application/problem+json",
    "/v1/resources/gadget, 404, application/problem+json",
    "/v1/resources/widget/bootstrap?partition=4, 400, application/problem+json",
    "/v1/sources/attic, 404, application/problem+json",
    "/v2, 404, application/problem+json",
  })
  void answers(String path, int status, String contentType) {
    HttpResponse<String> response = pipeline.http().get(path);

    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .isEqualToIgnoringCase(contentType);
    assertThat(response.body()).isNotBlank();
  }

  @Test
  void aStateIsTheTopicsRecordWithItsVersionAsTag() throws SQLException {
    try (TopicLog states = pipeline.states()) {
      HttpResponse<String> response = pipeline.http().get("/v1/resources/widget/8");

      assertThat(response.headers().firstValue("etag")).contains("\"1\"");
      assertThat(response.body()).isEqualTo(states.of(8).getLast().value().orElseThrow());
      assertThat(TopicLog.parse(response.body()).path("resource"))
          .isEqualTo(TopicLog.parse(pipeline.document(8).orElseThrow()));
    }
  }

  @Test
  void pagesAreAllWidgetsOnce() {
    int found = 0;
    String after = "";
    do {
      JsonNode page = pipeline.http().json("/v1/resources/widget?limit=70" + after);
      found += page.path("items").size();
      after = page.has("next") ? "&after=" + page.path("next").asText() : "";
    } while (!after.isEmpty());

    assertThat(found).isEqualTo(WIDGETS);
  }

  @Test
  void theCatalogueAndTheSourceTellHowFarTheyAre() {
    JsonNode widget = pipeline.http().json("/v1/resources").path("resources").get(0);
    assertThat(widget.path("type").asText()).isEqualTo("widget");
    assertThat(widget.path("count").asInt()).isEqualTo(WIDGETS);
    assertThat(widget.path("topic").asText()).isEqualTo(RunningPipeline.STATES);
    assertThat(widget.path("positions")).hasSize(4);
    assertThat(widget.path("epoch").asText()).isNotEmpty();
    assertThat(widget.path("caught_up").asBoolean()).isTrue();

    JsonNode shop = pipeline.http().json("/v1/sources/shop");
    assertThat(shop.path("state").asText()).isEqualTo("streaming");
    assertThat(shop.path("position").asText()).matches("[0-9A-F]+/[0-9A-F]+");
    assertThat(shop.at("/snapshot/complete").asBoolean()).isTrue();
  }

  @Test
  void theMetricsCoverEveryStage() throws SQLException {
    pipeline.transaction("update widgets set quantity = 1001 where id = 9");
    pipeline.awaitCaughtUp();

    List<String> lines = pipeline.http().get("/metrics").body().lines().toList();

    for (String name :
        List.of(
            "headwater_capture_events_total",
            "headwater_capture_snapshot_rows_total",
            "headwater_produce_transactions_total",
            "headwater_journal_commit_seconds_count",
            "headwater_state_records_total",
            "headwater_commit_to_publish_seconds_count",
            "headwater_bootstrap_resources")) {
      assertThat(lines).as(name).anyMatch(line -> line.startsWith(name) && value(line) > 0);
    }
    for (String name :
        List.of(
            "headwater_produce_lag_records",
            "headwater_bootstrap_lag_records",
            "headwater_produce_refused_records_total",
            "headwater_capture_refused_total")) {
      assertThat(lines).as(name).anyMatch(line -> line.startsWith(name) && value(line) == 0);
    }
    assertThat(lines).anyMatch(line -> line.startsWith("jvm_memory_used_bytes"));
  }

  @Test
  void everyMetricOfOurOwnIsDescribed() throws IOException {
    String described = Files.readString(Path.of("../docs/metrics.md"));

    List<String> own =
        pipeline
            .http()
            .get("/metrics")
            .body()
            .lines()
            .filter(line -> line.startsWith("# TYPE headwater_"))
            .map(line -> line.split(" ")[2])
            .filter(name -> !name.endsWith("_max"))
            .toList();
    assertThat(own).isNotEmpty().allSatisfy(name -> assertThat(described).contains("`" + name));
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
  }
}
