package io.headwater.http.server;

import static io.headwater.http.server.ProblemAssert.assertProblem;
import static io.headwater.http.server.ServerFixture.header;
import static io.headwater.http.server.ServerFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.capture.SourceStatus.TableProgress;
import io.headwater.http.health.ReadinessCheck;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OperationsRoutesTest {

  private static ServerFixture http;

  @BeforeAll
  static void start() {
    http = new ServerFixture();
  }

  @AfterAll
  static void stop() {
    http.close();
  }

  @BeforeEach
  void reset() {
    http.sources.clear();
    http.checks.clear();
  }

  @Test
  void tellsAllThatIsKnownOfASource() {
    http.sources.add(
        new SourceStatus(
            "shop",
            "PostgreSQL",
            EngineState.BACKING_OFF,
            Optional.of("0/1A2B3C8"),
            Optional.of(Instant.parse("2026-11-20T09:11:00Z")),
            Optional.of(Instant.parse("2026-11-20T09:11:08.500Z")),
            Optional.of(17L),
            List.of(
                new TableProgress("public.widgets", 10, Optional.of(12L), true),
                new TableProgress("public.colors", 3, Optional.empty(), false)),
            Optional.of("connection refused")));

    JsonNode source = json(http.get("/v1/sources/shop"));

    assertThat(source.toString())
        .isEqualTo(
            "{\"name\":\"shop\",\"kind\":\"PostgreSQL\",\"state\":\"backing_off\","
                + "\"position\":\"0/1A2B3C8\",\"last_change\":\"2026-11-20T09:11:00.000Z\","
                + "\"last_seen\":\"2026-11-20T09:11:08.500Z\",\"lag_seconds\":1.5,\"unapplied\":17,"
                + "\"snapshot\":{\"complete\":false,\"tables\":["
                + "{\"table\":\"public.widgets\",\"rows\":10,\"estimated_rows\":12,"
                + "\"complete\":true},"
                + "{\"table\":\"public.colors\",\"rows\":3,\"complete\":false}]},"
                + "\"failure\":\"connection refused\"}");
    assertThat(json(http.get("/v1/sources")).path("sources").get(0)).isEqualTo(source);
  }

  @Test
  void leavesOutWhatIsNotKnownYet() {
    http.sources.add(starting("shop", Optional.empty()));

    assertThat(http.get("/v1/sources/shop").body())
        .isEqualTo("{\"name\":\"shop\",\"kind\":\"PostgreSQL\",\"state\":\"starting\"}");
  }

  @Test
  void aLagIsNeverNegative() {
    http.sources.add(starting("ahead", Optional.of(ServerFixture.NOW.plusSeconds(5))));

    assertThat(json(http.get("/v1/sources/ahead")).path("lag_seconds").asDouble(-1)).isZero();
  }

  @Test
  void refusesAnUnknownSource() {
    http.sources.add(starting("shop", Optional.empty()));

    JsonNode problem = assertProblem(http.get("/v1/sources/shelf"), 404, "source-unknown");

    assertThat(problem.path("detail").asText()).contains("shop");
  }

  @Test
  void isLiveWhateverElseIsWrong() {
    http.checks.add(ReadinessCheck.of("first", () -> Optional.of("broken")));

    HttpResponse<String> response = http.get("/health/live");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{\"status\":\"live\"}");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void isReadyWhenNoCheckObjects() {
    HttpResponse<String> response = http.get("/health/ready");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\"status\":\"ready\",\"checks\":[\"first\",\"second\"]}");
  }

  @Test
  void tellsEveryReasonNotToBeReady() {
    http.checks.add(ReadinessCheck.of("first", () -> Optional.of("12 records behind")));
    http.checks.add(
        ReadinessCheck.of(
            "second",
            () -> {
              throw new IllegalStateException("secret");
            }));

    HttpResponse<String> response = http.get("/health/ready");

    JsonNode reasons = assertProblem(response, 503, "not-ready").path("reasons");
    assertThat(header(response, "Retry-After")).isNotEmpty();
    assertThat(reasons.get(0).toString())
        .isEqualTo("{\"name\":\"first\",\"problem\":\"12 records behind\"}");
    assertThat(reasons.get(1).path("name").asText()).isEqualTo("second");
    assertThat(response.body()).doesNotContain("secret");
  }

  @Test
  void servesMetricsAsPrometheusText() {
    http.metrics = "# TYPE up gauge\nup{source=\"ż\"} 1\n";

    HttpResponse<String> response = http.get("/metrics");

    assertThat(response.body()).isEqualTo(http.metrics);
    assertThat(header(response, "Content-Type").toLowerCase(java.util.Locale.ROOT))
        .isEqualTo("text/plain; version=0.0.4; charset=utf-8");
  }

  private static SourceStatus starting(String name, Optional<Instant> lastSeen) {
    return new SourceStatus(
        name,
        "PostgreSQL",
        EngineState.STARTING,
        Optional.empty(),
        Optional.empty(),
        lastSeen,
        Optional.empty(),
        List.of(),
        Optional.empty());
  }
}
