package io.headwater.http.route;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What answers a method at a path.
 *
 * @param verb the method
 * @param template the path; a segment in braces captures any one segment, as in OpenAPI
 * @param traits how it is run
 * @param answer gives the response; it may throw {@link ProblemException}
 */
public record Endpoint(
    Verb verb,
    String template,
    Traits traits,
    Function<Call, CompletionStage<HttpResponse>> answer) {

  /** What answers GET and HEAD at a path. */
  public Endpoint(
      String template, Traits traits, Function<Call, CompletionStage<HttpResponse>> answer) {
    this(Verb.GET, template, traits, answer);
  }

  /** The methods that are served. */
  public enum Verb {
    /** GET, and HEAD with it. */
    GET,
    POST,
    DELETE;

    List<HttpMethod> methods() {
      return switch (this) {
        case GET -> List.of(HttpMethods.GET, HttpMethods.HEAD);
        case POST -> List.of(HttpMethods.POST);
        case DELETE -> List.of(HttpMethods.DELETE);
      };
    }
  }

  /** How an endpoint is run. */
  public enum Traits {
    /** It never blocks. */
    IMMEDIATE,
    /** It may block on local storage, so it runs on the blocking dispatcher. */
    BLOCKING,
    /** It may block, and its answer is compressed when the client asks. */
    BLOCKING_COMPRESSED
  }

  boolean blocks() {
    return traits != Traits.IMMEDIATE;
  }

  boolean compresses() {
    return traits == Traits.BLOCKING_COMPRESSED;
  }

  List<String> segments() {
    return List.of(template.substring(1).split("/", -1));
  }

  /** The captured parameters when the decoded segments fit the template. */
  Optional<Map<String, String>> match(List<String> path) {
    List<String> segments = segments();
    if (segments.size() != path.size()) {
      return Optional.empty();
    }
    Map<String, String> captured = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      String value = path.get(i);
      if (segment.startsWith("{")) {
        if (value.isEmpty()) {
          return Optional.empty();
        }
        captured.put(segment.substring(1, segment.length() - 1), value);
      } else if (!segment.equals(value)) {
        return Optional.empty();
      }
    }
    return Optional.of(captured);
  }
}
