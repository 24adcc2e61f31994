package io.headwater.app.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.BootstrapResult;
import io.headwater.client.consume.StateTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a running process answers. */
public record HttpAnswers(URI base) {

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  public HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  /** What is answered to a request without a body. */
  public HttpResponse<String> send(String method, String path) {
    try {
      return CLIENT.send(
          HttpRequest.newBuilder(base.resolve(path))
              .method(method, HttpRequest.BodyPublishers.noBody())
              .timeout(LIMIT)
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public int status(String path) {
    return get(path).statusCode();
  }

  /** The sum of a metric over its labels; zero when there is none. */
  public double metric(String metric) {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(metric + "{") || line.startsWith(metric + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  JsonNode json(String path) {
    return TopicLog.parse(get(path).body());
  }

  JsonNode widget(int id) {
    return json("/v1/resources/widget/" + id);
  }

  /** Folds all widgets into the table. */
  public BootstrapResult bootstrap(StateTable table) throws InterruptedException {
    try (BootstrapDownload download = new BootstrapDownload(base)) {
      return download.download("widget", table::apply);
    }
  }

  /** Folds the widgets of one partition into the table. */
  BootstrapResult bootstrap(int partition, StateTable table) throws InterruptedException {
    try (BootstrapDownload download = new BootstrapDownload(base)) {
      return download.downloadPartition("widget", partition, table::apply);
    }
  }
}
