package io.headwater.client.consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.BootstrapException;
import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.ContentCoding;
import io.headwater.client.bootstrap.PartReceiver;
import io.headwater.client.bootstrap.PlainBody;
import io.headwater.client.bootstrap.ProviderAddress;
import io.headwater.client.bootstrap.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Flow;

/** A provider behind an HTTP address. */
final class HttpProvider implements Provider {

  /** The largest answer that is read into memory; one that is larger is asked for in pieces. */
  static final int MAX_ANSWER_BYTES = 64 * 1024 * 1024;

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int GONE = 410;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ProviderAddress address;
  private final Duration stallLimit;
  private final Followed followed;
  private final BootstrapDownload download;
  private final HttpClient http;

  /** What positions have to be safe for: Kafka forgets deletions that a lease keeps here. */
  enum Followed {
    VIEW,
    TOPIC;

    String word() {
      return switch (this) {
        case VIEW -> "view";
        case TOPIC -> "topic";
      };
    }
  }

  HttpProvider(URI base, Duration stallLimit, Followed followed) {
    this.address = new ProviderAddress(base);
    this.stallLimit = stallLimit;
    this.followed = followed;
    this.download = new BootstrapDownload(base, stallLimit);
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(BootstrapDownload.CONNECT_LIMIT)
            .build();
  }

  @Override
  public int partitions(String type) throws ProviderException, InterruptedException {
    URI asked = address.types();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
        send(request(asked, Duration.ZERO).GET().build());
    byte[] body = body(asked, answer);
    if (answer.statusCode() != OK) {
      throw refused(asked, answer);
    }
    try {
      for (JsonNode one : JSON.readTree(body).path("resources")) {
        if (one.path("type").asText().equals(type) && one.path("partitions").asInt() > 0) {
          return one.path("partitions").asInt();
        }
      }
    } catch (IOException e) {
      throw new ProviderException("The answer of " + asked + " is not JSON.", e);
    }
    throw new ProviderException(
        "The provider does not know the resource type " + type + ": see " + asked,
        Optional.empty());
  }

  @Override
  public void check(String type, String token)
      throws ProviderException, StreamLostException, InterruptedException {
    URI asked =
        address.resource(
            type, "changes?since=" + ProviderAddress.encode(token) + "&follow=" + followed.word());
    HttpRequest request =
        request(asked, Duration.ZERO).method("HEAD", HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = send(request);
    body(asked, answer);
    requireSafe(asked, answer);
  }

  @Override
  public void download(BootstrapPart part, PartReceiver receiver)
      throws ProviderException, StreamLostException, InterruptedException {
    try {
      download.downloadPart(part, receiver);
    } catch (BootstrapException e) {
      switch (e.reason()) {
        case MISMATCH -> throw new StreamLostException(String.valueOf(e.getMessage()), false);
        case REFUSED -> throw new ProviderException(String.valueOf(e.getMessage()), e.retryAfter());
        case UNREACHABLE, BROKEN_OFF, MALFORMED ->
            throw new ProviderException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  @Override
  public Changes changes(String type, String token, int limit, Duration wait)
      throws ProviderException, StreamLostException, InterruptedException {
    String query =
        String.format(
            Locale.ROOT,
            "changes?since=%s&limit=%d&wait=%dms",
            ProviderAddress.encode(token),
            limit,
            wait.toMillis());
    URI asked = address.resource(type, query);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
        send(request(asked, wait).GET().build());
    byte[] body = body(asked, answer);
    requireSafe(asked, answer);
    if (body.length > MAX_ANSWER_BYTES) {
      if (limit > 1) {
        return changes(type, token, limit / 2, Duration.ZERO);
      }
      throw new ProviderException(
          "The answer of " + asked + " is longer than " + MAX_ANSWER_BYTES + " bytes.",
          Optional.empty());
    }
    try {
      return ChangesAnswer.read(body);
    } catch (IOException | RuntimeException e) {
      throw new ProviderException(
          "The answer of " + asked + " is not as agreed. Check that its release matches.", e);
    }
  }

  @Override
  public String lease(String type, Optional<String> lease, Optional<String> token, Duration lasts)
      throws ProviderException, StreamLostException, InterruptedException {
    String query =
        "?seconds="
            + lasts.toSeconds()
            + token.map(since -> "&since=" + ProviderAddress.encode(since)).orElse("");
    URI asked =
        address.resource(
            type, "leases" + lease.map(id -> "/" + ProviderAddress.encode(id)).orElse("") + query);
    HttpRequest request =
        request(asked, Duration.ZERO).POST(HttpRequest.BodyPublishers.noBody()).build();
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer = send(request);
    byte[] body = body(asked, answer);
    requireSafe(asked, answer);
    try {
      return JSON.readTree(body).required("lease").asText();
    } catch (IOException | IllegalArgumentException e) {
      throw new ProviderException(
          "The answer of " + asked + " is not as agreed. Check that its release matches.", e);
    }
  }

  @Override
  public void endLease(String type, String lease) throws ProviderException, InterruptedException {
    URI asked = address.resource(type, "leases/" + ProviderAddress.encode(lease));
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer =
        send(request(asked, Duration.ZERO).DELETE().build());
    body(asked, answer);
    if (answer.statusCode() != OK && answer.statusCode() != NOT_FOUND) {
      throw refused(asked, answer);
    }
  }

  @Override
  public void close() {
    download.close();
    http.shutdownNow();
  }

  private HttpRequest.Builder request(URI asked, Duration wait) {
    return HttpRequest.newBuilder(asked)
        .header("Accept", "application/json, application/problem+json")
        .header("Accept-Encoding", ContentCoding.ACCEPTED)
        .timeout(stallLimit.plus(wait));
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(HttpRequest request)
      throws ProviderException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.ofPublisher());
    } catch (IOException e) {
      throw new ProviderException(
          "No answer from " + request.uri() + ": " + e + ". Check that the server is up.", e);
    }
  }

  // One byte more than the limit says that there is more.
  private byte[] body(URI asked, HttpResponse<Flow.Publisher<List<ByteBuffer>>> answer)
      throws ProviderException, InterruptedException {
    try {
      return PlainBody.read(answer, stallLimit, MAX_ANSWER_BYTES + 1);
    } catch (IOException e) {
      throw new ProviderException("The answer of " + asked + " broke off: " + e, e);
    }
  }

  private static void requireSafe(URI asked, HttpResponse<?> answer)
      throws ProviderException, StreamLostException {
    switch (answer.statusCode()) {
      case OK -> {}
      case CONFLICT -> throw new StreamLostException("The topic was made anew (HTTP 409).", false);
      case GONE ->
          throw new StreamLostException(
              "Deletions behind the position may be unknown (HTTP 410).", false);
      case BAD_REQUEST ->
          throw new StreamLostException("The provider cannot read the position (HTTP 400).", false);
      default -> throw refused(asked, answer);
    }
  }

  private static ProviderException refused(URI asked, HttpResponse<?> answer) {
    return new ProviderException(
        "The provider answered " + asked + " with HTTP " + answer.statusCode() + ".",
        RetryAfter.of(answer.headers()));
  }
}
