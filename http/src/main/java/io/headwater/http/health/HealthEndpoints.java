package io.headwater.http.health;

import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class HealthEndpoints {

  private static final Logger log = LoggerFactory.getLogger(HealthEndpoints.class);

  private static final ContentType PROMETHEUS =
      ContentTypes.parse("text/plain; version=0.0.4; charset=utf-8");

  private final List<ReadinessCheck> checks;
  private final Supplier<String> metrics;
  private final Duration retryAfter;

  /**
   * Creates the endpoints.
   *
   * @param metrics gives Prometheus text, version 0.0.4
   * @param retryAfter how long a client is asked to wait while the process is not ready
   */
  public HealthEndpoints(
      List<ReadinessCheck> checks, Supplier<String> metrics, Duration retryAfter) {
    this.checks = List.copyOf(checks);
    this.metrics = metrics;
    this.retryAfter = retryAfter;
  }

  /** The endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/health/live",
            Endpoint.Traits.IMMEDIATE,
            call -> CompletableFuture.completedStage(live())),
        new Endpoint(
            "/health/ready",
            Endpoint.Traits.BLOCKING,
            call -> CompletableFuture.completedStage(ready())),
        new Endpoint(
            "/metrics",
            Endpoint.Traits.BLOCKING_COMPRESSED,
            call -> CompletableFuture.completedStage(metrics())));
  }

  private static HttpResponse live() {
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "live");
          json.writeEndObject();
        });
  }

  private HttpResponse ready() {
    List<Problem.Reason> reasons = new ArrayList<>();
    for (ReadinessCheck check : checks) {
      problem(check).ifPresent(text -> reasons.add(new Problem.Reason(check.name(), text)));
    }
    if (!reasons.isEmpty()) {
      throw new ProblemException(
          Problem.of(ProblemKind.NOT_READY, "See the reasons; the process becomes ready by itself.")
              .withReasons(reasons)
              .retryAfter(retryAfter));
    }
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("status", "ready");
          json.writeArrayFieldStart("checks");
          for (ReadinessCheck check : checks) {
            json.writeString(check.name());
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static Optional<String> problem(ReadinessCheck check) {
    try {
      return check.problem();
    } catch (RuntimeException e) {
      log.warn("The readiness check {} failed, which counts as not ready", check.name(), e);
      return Optional.of("the check itself failed; see the server's log");
    }
  }

  private HttpResponse metrics() {
    return Answers.of(PROMETHEUS, metrics.get().getBytes(StandardCharsets.UTF_8), Caching.NO_STORE);
  }
}
