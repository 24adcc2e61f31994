package io.headwater.http.route;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.Query;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.AcceptEncoding;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodingRange;
import org.apache.pekko.http.javadsl.model.headers.HttpEncodings;
import org.apache.pekko.http.scaladsl.model.IllegalUriException;

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
    try {
      Query query = request.getUri().query(StandardCharsets.UTF_8, Uri.RELAXED);
      return query.get(name);
    } catch (IllegalUriException e) {
      throw new ProblemException(
          ProblemKind.BAD_REQUEST,
          "The query string is malformed: " + e.info().summary() + ". Percent-encode it as UTF-8.");
    }
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
          "The page that sends it is of another site; use the command line, or a page of this server.");
    }
  }

  /** Whether only the headers are wanted. */
  public boolean isHead() {
    return request.method().equals(HttpMethods.HEAD);
  }

  /** Whether the client names gzip among the encodings it takes. */
  public boolean acceptsGzip() {
    return request
        .getHeader(AcceptEncoding.class)
        .map(
            header -> {
              for (HttpEncodingRange range : header.getEncodings()) {
                if (range.matches(HttpEncodings.GZIP)) {
                  return range.qValue() > 0;
                }
              }
              return false;
            })
        .orElse(false);
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

    private static String shorten(String text) {
      int most = 100;
      return text.length() <= most ? text : text.substring(0, most) + "…";
    }
  }
}
