package io.headwater.http.route;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.MediaRange;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.Accept;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;
import org.apache.pekko.japi.Pair;
import scala.jdk.javaapi.DurationConverters;

/**
 * A request that an endpoint answers.
 *
 * @param request as it came
 * @param captured the values of the template's parameters, percent-decoded
 */
public record Call(HttpRequest request, Map<String, String> captured) {

  public Call {
    captured = Map.copyOf(captured);
  }

  /** The value of a parameter that the endpoint's template names. */
  public String path(String name) {
    String value = captured.get(name);
    if (value == null) {
      throw new IllegalArgumentException("the template has no parameter '" + name + "'");
    }
    return value;
  }

  /** The first value of a query parameter, decoded; {@code +} is a space. */
  public Optional<String> query(String name) {
    return parameters().get(name);
  }

  /** All values of a query parameter in the order in which they were given. */
  public List<String> queries(String name) {
    return parameters().toList().stream()
        .filter(parameter -> parameter.first().equals(name))
        .map(Pair::second)
        .toList();
  }

  /** The names of the query parameters that were given. */
  List<String> queryNames() {
    return parameters().toList().stream().map(Pair::first).toList();
  }

  /** A text of the client's, as a message repeats it. */
  static String shorten(String text) {
    int most = 100;
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }

  private Query parameters() {
    try {
      return request.getUri().query(StandardCharsets.UTF_8, Uri.RELAXED);
    } catch (IllegalUriException e) {
      throw new ProblemException(
          ProblemKind.BAD_REQUEST,
          "The query string is malformed: " + e.info().summary() + ". Percent-encode it as UTF-8.");
    }
  }

  /**
   * How long the client is ready to wait, by the parameter {@code wait}; not at all unless it says
   * so. The answer may begin that much later than other answers.
   *
   * @param most the longest that is allowed
   */
  public Duration patience(Duration most) {
    Duration wait =
        query("wait").map(text -> Waits.parse("wait", text, most)).orElse(Duration.ZERO);
    if (wait.isPositive()) {
      request
          .getHeader(TimeoutAccess.class)
          .map(TimeoutAccess::timeoutAccess)
          .ifPresent(
              limit ->
                  limit.updateTimeout(limit.getTimeout().$plus(DurationConverters.toScala(wait))));
    }
    return wait;
  }

  /**
   * The first value of a query parameter, as an integer.
   *
   * @param range the inclusive bounds
   */
  public Optional<Integer> integer(String name, Range range) {
    return query(name).map(text -> range.parse(name, text));
  }

  /**
   * Refuses a request that a page of another site makes a browser send: whoever may reach the
   * server may change it, and such a page may not.
   */
  public void requireSameOrigin() {
    Optional<String> origin = request.getHeader("Origin").map(HttpHeader::value);
    Optional<String> host = request.getHeader("Host").map(HttpHeader::value);
    boolean isForeign =
        origin
            .map(text -> !host.map(name -> text.endsWith("://" + name)).orElse(false))
            .orElse(false);
    if (isForeign) {
      throw new ProblemException(
          ProblemKind.ORIGIN_REFUSED,
          "The page that sends it is of another site; use the command line, or a page of this"
              + " server.");
    }
  }

  /** Whether only the headers are wanted. */
  public boolean isHead() {
    return request.method().equals(HttpMethods.HEAD);
  }

  /** Whether the client names server-sent events among the media types it takes. */
  public boolean acceptsEvents() {
    return request
        .getHeader(Accept.class)
        .map(
            header -> {
              for (MediaRange range : header.getMediaRanges()) {
                if (range.mainType().equals("text")
                    && range.matches(MediaTypes.TEXT_EVENT_STREAM)) {
                  return range.qValue() > 0;
                }
              }
              return false;
            })
        .orElse(false);
  }

  /** The values of a header that may come in several lines. */
  public List<String> headers(String name) {
    List<String> values = new ArrayList<>();
    for (HttpHeader header : request.getHeaders()) {
      if (header.lowercaseName().equals(name.toLowerCase(Locale.ROOT))) {
        values.add(header.value());
      }
    }
    return values;
  }

  /** The bounds of an integer parameter, both inclusive. */
  public record Range(int from, int to) {

    private int parse(String name, String text) {
      try {
        int value = Integer.parseInt(text);
        if (value >= from && value <= to) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw refused(name, text);
      }
      throw refused(name, text);
    }

    private ProblemException refused(String name, String text) {
      return new ProblemException(
          ProblemKind.BAD_PARAMETER,
          "'%s' is '%s'; give an integer from %d to %d.".formatted(name, shorten(text), from, to));
    }
  }
}
