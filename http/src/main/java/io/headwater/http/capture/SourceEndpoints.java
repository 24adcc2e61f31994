package io.headwater.http.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.TableProgress;
import io.headwater.core.capture.SourceStatuses;
import io.headwater.core.json.Timestamps;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Serves {@code /v1/sources} and {@code /v1/sources/{name}}. */
public final class SourceEndpoints {

  private final SourceStatuses sources;
  private final InstantSource clock;

  /** Creates the endpoints. */
  public SourceEndpoints(SourceStatuses sources, InstantSource clock) {
    this.sources = sources;
    this.clock = clock;
  }

  /** The endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/sources",
            Endpoint.Traits.IMMEDIATE,
            call -> CompletableFuture.completedStage(all())),
        new Endpoint(
            "/v1/sources/{name}",
            Endpoint.Traits.IMMEDIATE,
            call -> CompletableFuture.completedStage(one(call.path("name")))));
  }

  private HttpResponse all() {
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("sources");
          for (SourceStatus source : sources.all()) {
            write(json, source);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private HttpResponse one(String name) {
    SourceStatus source = sources.named(name).orElseThrow(this::unknown);
    return Answers.json(json -> write(json, source));
  }

  private ProblemException unknown() {
    String known = sources.all().stream().map(SourceStatus::name).collect(Collectors.joining(", "));
    return new ProblemException(
        ProblemKind.SOURCE_UNKNOWN,
        "The sources are: " + (known.isEmpty() ? "none" : known) + "; see /v1/sources.");
  }

  private void write(JsonGenerator json, SourceStatus source) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", source.name());
    json.writeStringField("kind", source.kind());
    json.writeStringField("state", source.state().name().toLowerCase(Locale.ROOT));
    optional(json, "position", source.position());
    optional(json, "last_change", source.lastChange().map(Timestamps::text));
    optional(json, "last_seen", source.lastSeen().map(Timestamps::text));
    Optional<Double> lag = lagSeconds(source);
    if (lag.isPresent()) {
      json.writeNumberField("lag_seconds", lag.get());
    }
    if (source.unapplied().isPresent()) {
      json.writeNumberField("unapplied", source.unapplied().get());
    }
    if (!source.tables().isEmpty()) {
      snapshot(json, source.tables());
    }
    optional(json, "failure", source.failure());
    json.writeEndObject();
  }

  private static void snapshot(JsonGenerator json, List<TableProgress> tables) throws IOException {
    json.writeObjectFieldStart("snapshot");
    json.writeBooleanField("complete", tables.stream().allMatch(TableProgress::complete));
    json.writeArrayFieldStart("tables");
    for (TableProgress table : tables) {
      json.writeStartObject();
      json.writeStringField("table", table.table());
      json.writeNumberField("rows", table.rows());
      if (table.estimatedRows().isPresent()) {
        json.writeNumberField("estimated_rows", table.estimatedRows().get());
      }
      json.writeBooleanField("complete", table.complete());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Time since the newest sign of the source: a heartbeat or a change; empty before the first. */
  private Optional<Double> lagSeconds(SourceStatus source) {
    return Stream.concat(source.lastSeen().stream(), source.lastChange().stream())
        .max(Instant::compareTo)
        .map(newest -> Math.max(0, Duration.between(newest, clock.instant()).toMillis()) / 1000.0);
  }

  private static void optional(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }
}
