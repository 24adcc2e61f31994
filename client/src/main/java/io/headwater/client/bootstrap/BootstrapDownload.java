package io.headwater.client.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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
  private static final int READ_BYTES = 64 * 1024;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int SERVER_ERROR = 500;

  private final ProviderAddress address;
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
    if (stallLimit.isNegative() || stallLimit.isZero()) {
      throw new IllegalArgumentException("The stall limit must be more than zero: " + stallLimit);
    }
    this.address = new ProviderAddress(base);
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
    return fetch(type, OptionalInt.empty(), "bootstrap", onState::accept);
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
    return fetch(
        type, OptionalInt.of(partition), "bootstrap?partition=" + partition, onState::accept);
  }

  /**
   * Downloads one partition, or what of it comes behind an id, with checkpoints; otherwise as
   * {@link #download}.
   */
  public BootstrapResult downloadPart(BootstrapPart part, PartReceiver receiver)
      throws InterruptedException {
    String query =
        "bootstrap?partition="
            + part.partition()
            + "&checkpoints="
            + part.checkpoints()
            + part.after().map(id -> "&after=" + ProviderAddress.encode(id)).orElse("");
    return fetch(part.type(), OptionalInt.of(part.partition()), query, receiver);
  }

  /** Ends running downloads and releases connections. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private BootstrapResult fetch(
      String type, OptionalInt partition, String query, PartReceiver receiver)
      throws InterruptedException {
    URI asked = address.resource(type, query);
    HttpResponse<Flow.Publisher<List<ByteBuffer>>> response = send(asked);
    try (BodyChunks body = new BodyChunks(stallLimit)) {
      response.body().subscribe(body);
      if (response.statusCode() != OK) {
        throw refused(asked, response, body);
      }
      return read(
          new BootstrapReader(
              new BootstrapReader.Request(asked.toString(), type, partition),
              NdjsonLines.MAX_LINE_BYTES,
              receiver),
          body,
          response.headers().firstValue("Content-Encoding").orElse(""));
    }
  }

  private static BootstrapResult read(BootstrapReader reader, BodyChunks body, String coding)
      throws InterruptedException {
    byte[] bytes = new byte[READ_BYTES];
    try (InputStream plain = ContentCoding.plain(new BodyStream(body), coding)) {
      int count = plain.read(bytes);
      while (count >= 0) {
        reader.accept(ByteBuffer.wrap(bytes, 0, count));
        count = plain.read(bytes);
      }
    } catch (InterruptedIOException e) {
      throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
    } catch (IOException e) {
      throw new BootstrapException(
          BootstrapException.Reason.BROKEN_OFF,
          reader.truncated(String.valueOf(e.getMessage())),
          e);
    }
    return reader.finish();
  }

  private HttpResponse<Flow.Publisher<List<ByteBuffer>>> send(URI asked)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(asked)
            .header("Accept", "application/x-ndjson, application/problem+json")
            .header("Accept-Encoding", ContentCoding.ACCEPTED)
            .timeout(stallLimit)
            .GET()
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofPublisher());
    } catch (IOException e) {
      throw new BootstrapException(
          BootstrapException.Reason.UNREACHABLE,
          String.format(
              Locale.ROOT,
              "The bootstrap from %s did not start: %s. Check that the server is up and that the"
                  + " address is right, then download again.",
              asked,
              e),
          e);
    }
  }

  private static BootstrapException refused(URI asked, HttpResponse<?> response, BodyChunks body)
      throws InterruptedException {
    int status = response.statusCode();
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
            asked,
            status,
            said,
            mend),
        RetryAfter.of(response.headers()));
  }
}
