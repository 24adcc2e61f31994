package io.headwater.http.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.apache.pekko.http.javadsl.model.HttpMethod;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.Uri;
import org.apache.pekko.http.javadsl.model.headers.Allow;
import org.apache.pekko.http.javadsl.model.headers.TimeoutAccess;
import org.apache.pekko.http.scaladsl.model.Uri.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the endpoint of a request and lets it answer; the first endpoint that matches wins.
 *
 * <p>The stages it returns never fail: what an endpoint throws becomes a problem. Thread-safe.
 */
public final class RouteTable {

  /** How long a client should wait after a request that took too long. */
  private static final Duration TIMEOUT_RETRY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(RouteTable.class);

  private final List<Endpoint> endpoints;
  private final QueryParameters parameters;
  private final Executor blocking;

  /**
   * Creates the table.
   *
   * @param endpoints those with literal segments before those with parameters in the same place
   * @param parameters which query parameters they take
   * @param blocking runs the endpoints that may block
   */
  public RouteTable(List<Endpoint> endpoints, QueryParameters parameters, Executor blocking) {
    this.endpoints = List.copyOf(endpoints);
    this.parameters = parameters;
    this.blocking = blocking;
  }

  /** The templates of all endpoints, in order. */
  public List<String> templates() {
    return endpoints.stream().map(Endpoint::template).distinct().toList();
  }

  /** Answers a request. */
  public CompletionStage<HttpResponse> answer(HttpRequest request) {
    String path = rawPath(request.getUri());
    answerTimeoutsAsProblems(request, path);
    List<String> segments = segments(request.getUri());
    Set<String> matched = new LinkedHashSet<>();
    List<HttpMethod> served = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      Optional<Call> call = endpoint.match(segments).map(captured -> new Call(request, captured));
      if (call.isPresent() && (matched.isEmpty() || matched.contains(endpoint.template()))) {
        matched.add(endpoint.template());
        served.addAll(endpoint.verb().methods());
        if (endpoint.verb().methods().contains(request.method())) {
          return run(endpoint, call.get(), path).thenApply(RouteTable::secure);
        }
      }
    }
    if (!served.isEmpty()) {
      return CompletableFuture.completedStage(
          secure(refuse(request.method(), served).response(path)));
    }
    Problem unknown =
        Problem.of(ProblemKind.PATH_UNKNOWN, "Nothing is served at this path; see /openapi.json.");
    return CompletableFuture.completedStage(secure(unknown.response(path)));
  }

  /** Adds the headers that every response carries. */
  public static HttpResponse secure(HttpResponse response) {
    return Answers.with(response, "X-Content-Type-Options", "nosniff");
  }

  private CompletionStage<HttpResponse> run(Endpoint endpoint, Call call, String path) {
    Executor executor = endpoint.blocks() ? blocking : Runnable::run;
    return CompletableFuture.supplyAsync(
            () -> {
              parameters.require(endpoint, call);
              return endpoint.answer().apply(call);
            },
            executor)
        .thenCompose(answer -> answer)
        .thenApply(response -> endpoint.compresses() ? compress(call, response) : response)
        .exceptionally(failure -> problem(failure, endpoint).response(path));
  }

  private static HttpResponse compress(Call call, HttpResponse response) {
    HttpResponse varying = Answers.with(response, "Vary", "Accept-Encoding");
    return ContentCoding.negotiate(call.headers("Accept-Encoding")).encode(varying);
  }

  private static Problem problem(Throwable failure, Endpoint endpoint) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException expected) {
      return expected.problem();
    }
    String incident = UUID.randomUUID().toString();
    // The template, since an id in the path may be personal.
    log.error("A request for {} failed; incident {}", endpoint.template(), incident, cause);
    return Problem.of(
            ProblemKind.INTERNAL,
            "The request failed for a reason that is in the server's log under " + incident + ".")
        .withInstance("urn:uuid:" + incident);
  }

  private static Problem refuse(HttpMethod method, List<HttpMethod> served) {
    String others = served.stream().map(HttpMethod::name).collect(Collectors.joining(" or "));
    return Problem.of(
            ProblemKind.METHOD_REFUSED,
            "%s is not served here; use %s.".formatted(method.name(), others))
        .withHeader(Allow.create(served.toArray(HttpMethod[]::new)));
  }

  private static void answerTimeoutsAsProblems(HttpRequest request, String path) {
    request
        .getHeader(TimeoutAccess.class)
        .ifPresent(
            header ->
                header
                    .timeoutAccess()
                    .updateHandler(
                        late ->
                            secure(
                                Problem.of(
                                        ProblemKind.TIMED_OUT,
                                        "The server was too busy to answer in time; ask again.")
                                    .retryAfter(TIMEOUT_RETRY)
                                    .response(path))));
  }

  private static String rawPath(Uri uri) {
    return uri.asScala().path().toString();
  }

  /** The decoded segments; an encoded slash stays inside its segment. */
  private static List<String> segments(Uri uri) {
    List<String> segments = new ArrayList<>();
    Path rest = uri.asScala().path();
    while (!rest.isEmpty()) {
      rest = rest.tail();
      if (rest.startsWithSegment()) {
        segments.add((String) rest.head());
        rest = rest.tail();
      } else {
        segments.add("");
      }
    }
    return segments;
  }
}
