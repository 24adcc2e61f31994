package io.headwater.client.bootstrap;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/**
 * Downloads bootstraps from one server: {@code GET {base}/v1/resources/{type}/bootstrap}.
 *
 * <p>States are handed over as they arrive, on the calling thread, and verified as a whole at the
 * end. Nothing is retried. Safe for several threads.
 */
public final class BootstrapDownload implements AutoCloseable {

  /** How long connecting may take. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** How long the server may stay silent, before its answer or within it, unless told otherwise. */
  public static final Duration DEFAULT_STALL_LIMIT = Duration.ofSeconds(60);

  private static final int MAX_PROBLEM_BYTES = 64 * 1024;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private final URI base;
  private final Duration stallLimit;
  private final HttpClient http;

  /** Downloads from the server at that address, with the default stall limit. */
  public BootstrapDownload(URI base) {
    this(base, DEFAULT_STALL_LIMIT);
  }

  /**
   * Downloads from the server at that address.
   *
   * @param base an http or https address without credentials, query and fragment, such as {@code
   *     http://127.0.0.1:8080}; a path is kept
   * @param stallLimit how long the server may stay silent; more than zero
   */
  public BootstrapDownload(URI base, Duration stallLimit) {
    boolean isHttp = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!isHttp || base.getHost() == null) {
      throw new IllegalArgumentException(
          "The base address is not an absolute http or https address: give one such as"
              + " http://127.0.0.1:8080");
    }
    if (base.getRawUserInfo() != null || base.getRawQuery() != null || base.getFragment() != null) {
      throw new IllegalArgumentException(
          "The base address has credentials, a query or a fragment: leave them out");
    }
    if (stallLimit.isNegative() || stallLimit.isZero()) {
      throw new IllegalArgumentException("The stall limit must be more than zero: " + stallLimit);
    }
    this.base = base;
    this.stallLimit = stallLimit;
    // One long response on a connection of its own: HTTP/2 would only add an upgrade round trip.
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_LIMIT)
            .build();
  }

  /**
   * Downloads all states of a type.
   *
   * @param onState receives every state in the server's order; what it throws ends the download and
   *     is passed on
   * @throws BootstrapException when the server refuses, or the download is not whole
   * @throws InterruptedException when the calling thread is interrupted
   */
  public BootstrapResult download(String type, Consumer<StateRecordView> onState)
      throws InterruptedException {
    return fetch(type, OptionalInt.empty(), onState);
  }

  /**
   * Downloads the states of one partition of a type; otherwise as {@link #download}.
   *
   * @param partition at least 0
   */
  public BootstrapResult downloadPartition(
      String type, int partition, Consumer<StateRecordView> onState) throws InterruptedException {
    if (partition < 0) {
      throw new IllegalArgumentException("A partition is at least 0: " + partition);
    }
    return fetch(type, OptionalInt.of(partition), onState);
  }

  /** Ends running downloads and releases connections. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private BootstrapResult fetch(
      String type, OptionalInt partition, Consumer<StateRecordView> onState)
      throws InterruptedException {
    URI address = address(type, partition);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(address);
    try (BodyChunks body = new BodyChunks(stallLimit)) {
      response.body().subscribe(body);
      if (response.statusCode() != OK) {
        throw refused(address, response.statusCode(), body);
      }
      return read(
          new BootstrapReader(
              new BootstrapReader.Request(address.toString(), type, partition),
              NdjsonLines.MAX_LINE_BYTES,
              onState),
          body);
    }
  }

  private static BootstrapResult read(BootstrapReader reader, BodyChunks body)
      throws InterruptedException {
    Optional<List<ByteBuffer>> chunk = next(reader, body);
    while (chunk.isPresent()) {
      chunk.get().forEach(reader::accept);
      chunk = next(reader, body);
    }
    return reader.finish();
  }

  private static Optional<List<ByteBuffer>> next(BootstrapReader reader, BodyChunks body)
      throws InterruptedException {
    try {
      return body.next();
    } catch (IOException e) {
      throw new BootstrapException(reader.truncated(String.valueOf(e.getMessage())), e);
    }
  }

  private URI address(String type, OptionalInt partition) {
    String path = base.toString().replaceAll("/+$", "");
    String segment = URLEncoder.encode(type, StandardCharsets.UTF_8).replace("+", "%20");
    String query = partition.isPresent() ? "?partition=" + partition.getAsInt() : "";
    return URI.create(path + "/v1/resources/" + segment + "/bootstrap" + query);
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI address)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/x-ndjson, application/problem+json")
            .timeout(stallLimit)
            .GET()
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofPublisher());
    } catch (IOException e) {
      throw new BootstrapException(
          String.format(
              Locale.ROOT,
              "The bootstrap from %s did not start: %s. Check that the server is up and that the"
                  + " address is right, then download again.",
              address,
              e),
          e);
    }
  }

  private static BootstrapException refused(URI address, int status, BodyChunks body)
      throws InterruptedException {
    String said;
    try {
      said = ProblemText.of(body.first(MAX_PROBLEM_BYTES));
    } catch (IOException e) {
      said = "its words were cut off";
    }
    String mend =
        switch (status) {
          case NOT_FOUND -> "Check the address and the resource type's name.";
          default ->
              status >= SERVER_ERROR
                  ? "Look at the server's health and logs, then download again."
                  : "Mend the request as the answer says.";
        };
    return new BootstrapException(
        String.format(
            Locale.ROOT,
            "The server refused the bootstrap from %s with HTTP %d: %s. %s",
            address,
            status,
            said,
            mend));
  }
}
