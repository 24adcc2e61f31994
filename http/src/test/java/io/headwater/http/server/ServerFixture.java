package io.headwater.http.server;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.core.bootstrap.SourceBarrier;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.health.ReadinessCheck;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** An actor system and a server on a free port of the loopback interface, over in-memory twins. */
final class ServerFixture implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-11-20T09:11:10Z");
  static final String SCHEMA = "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\"}";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  final InMemoryView view = new InMemoryView();
  final InMemoryLeases leases = new InMemoryLeases();
  final InMemoryQuarantine quarantine = new InMemoryQuarantine();
  final List<SourceStatus> sources = new CopyOnWriteArrayList<>();
  final List<ReadinessCheck> checks = new CopyOnWriteArrayList<>();
  volatile SourceBarrier barrier =
      (type, source, position, wait) -> CompletableFuture.completedStage(true);
  volatile String metrics = "up 1\n";
  final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final ActorSystem<Void> system;
  final HttpPorts ports;
  final HttpSettings settings;
  final RunningServer server;

  ServerFixture() {
    this("");
  }

  /** With settings that differ from reference.conf, as HOCON. */
  ServerFixture(String overrides) {
    Config config =
        ConfigFactory.parseString(
                "headwater.http.port = 0\n"
                    + "pekko.jvm-exit-on-fatal-error = off\n"
                    + "pekko.stream.materializer.subscription-timeout.timeout = 1s\n"
                    + overrides)
            .withFallback(ConfigFactory.load());
    system = ActorSystem.create(Behaviors.empty(), "http-test", config);
    settings = HttpSettings.from(config.getConfig("headwater.http"));
    ports =
        new HttpPorts(
            view,
            view,
            view.advance,
            (type, source, position, wait) -> barrier.reached(type, source, position, wait),
            leases,
            Duration.ofDays(7),
            () -> sources,
            quarantine,
            quarantine,
            Map.of(new ResourceType("widget"), Bytes.utf8(SCHEMA)),
            List.of(check("first", 0), check("second", 1)),
            () -> metrics,
            () -> NOW);
    try {
      server = HttpServer.start(system, ports, settings).toCompletableFuture().get(60, SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      system.terminate();
      throw new IllegalStateException(e);
    }
  }

  private ReadinessCheck check(String name, int index) {
    return ReadinessCheck.of(
        name, () -> index < checks.size() ? checks.get(index).problem() : Optional.empty());
  }

  static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.uri() + path)).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
  }

  HttpResponse<InputStream> open(String path, String... headers) {
    HttpRequest.Builder request = request(path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
  }

  <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return client.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  @Override
  public void close() {
    try {
      server.stop(Duration.ofMillis(100)).toCompletableFuture().get(60, SECONDS);
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().get(60, SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new IllegalStateException(e);
    } finally {
      client.close();
    }
  }
}
