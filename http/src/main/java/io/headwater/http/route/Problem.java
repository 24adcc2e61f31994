package io.headwater.http.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.headers.RetryAfter;

/**
 * An error as RFC 9457 wants it told.
 *
 * @param kind gives type and title
 * @param status the HTTP status; the kind's, except where the HTTP parser asks for another
 * @param detail what went wrong this time and how to mend it
 * @param instance the URI of this occurrence; empty when the request's path says it
 * @param reasons named causes, when there are several
 * @param headers further headers, such as Allow or Retry-After
 */
public record Problem(
    ProblemKind kind,
    StatusCode status,
    String detail,
    Optional<String> instance,
    List<Reason> reasons,
    List<HttpHeader> headers) {

  /** A named cause. */
  public record Reason(String name, String problem) {}

  public Problem {
    reasons = List.copyOf(reasons);
    headers = List.copyOf(headers);
  }

  /** A problem with nothing special about it. */
  public static Problem of(ProblemKind kind, String detail) {
    return new Problem(kind, kind.status(), detail, Optional.empty(), List.of(), List.of());
  }

  /** The same problem with another status. */
  public Problem withStatus(StatusCode other) {
    return new Problem(kind, other, detail, instance, reasons, headers);
  }

  /** The same problem with the URI of this occurrence. */
  public Problem withInstance(String uri) {
    return new Problem(kind, status, detail, Optional.of(uri), reasons, headers);
  }

  /** The same problem with its causes. */
  public Problem withReasons(List<Reason> causes) {
    return new Problem(kind, status, detail, instance, causes, headers);
  }

  /** The same problem with one more header. */
  public Problem withHeader(HttpHeader header) {
    List<HttpHeader> more = new ArrayList<>(headers);
    more.add(header);
    return new Problem(kind, status, detail, instance, reasons, more);
  }

  /** The same problem that says when to ask again, in whole seconds, at least one. */
  public Problem retryAfter(Duration wait) {
    return withHeader(RetryAfter.create(Math.max(1L, wait.toSeconds())));
  }

  /** The response that tells the problem. */
  public HttpResponse response(String path) {
    return Answers.of(Types.PROBLEM, body(path), Caching.NO_STORE)
        .withStatus(status)
        .addHeaders(headers);
  }

  /**
   * The problem as JSON.
   *
   * @param path the request's
   */
  public byte[] body(String path) {
    return JsonBody.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("type", kind.type());
          json.writeStringField("title", kind.title());
          json.writeNumberField("status", status.intValue());
          json.writeStringField("detail", detail);
          json.writeStringField("instance", instance.orElse(path));
          if (!reasons.isEmpty()) {
            json.writeArrayFieldStart("reasons");
            for (Reason reason : reasons) {
              json.writeStartObject();
              json.writeStringField("name", reason.name());
              json.writeStringField("problem", reason.problem());
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }
}
