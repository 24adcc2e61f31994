package io.headwater.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.app.wiring.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The quarantine of a running process, over HTTP. */
final class QuarantineClient implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();

  QuarantineClient(URI base) {
    this.base = base;
  }

  /** An answer that is a problem; its message tells it. */
  static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    boolean isAbsent() {
      return status == 404;
    }
  }

  /**
   * Sends a request to {@code /v1/quarantine} and what follows.
   *
   * @throws RefusedException when the answer is a problem
   * @throws StartException when nobody answers
   */
  JsonNode send(String method, String path, Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
            .collect(Collectors.joining("&"));
    URI uri = base.resolve("/v1/quarantine" + path + (text.isEmpty() ? "" : "?" + text));
    try {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(uri)
                  .timeout(LIMIT)
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 400) {
        throw refused(response);
      }
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new StartException(
          "%s does not answer as Headwater does; mend: check --url".formatted(base), e);
    } catch (IOException e) {
      throw new StartException(
          "%s does not answer; mend: start 'headwater run', or check --url".formatted(base), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while %s was asked".formatted(base), e);
    }
  }

  @Override
  public void close() {
    client.close();
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static RefusedException refused(HttpResponse<String> response)
      throws JsonProcessingException {
    JsonNode problem = JSON.readTree(response.body());
    return new RefusedException(
        response.statusCode(),
        problem.path("title").asText() + ": " + problem.path("detail").asText());
  }
}
