package io.headwater.http.query;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.StoredState;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.JsonBody;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.Types;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Serves {@code /v1/resources/{type}} (a page, or one state with {@code ?id=}) and {@code
 * /v1/resources/{type}/{id}}.
 */
public final class StateEndpoints {

  /** States read from the view at a time, so that a page of large states stays bounded. */
  private static final int READ_BATCH = 100;

  private final BootstrapView view;
  private final ViewStatus status;
  private final PageSettings settings;
  private final Duration retryAfter;
  private final KnownTypes types;

  /**
   * Creates the endpoints.
   *
   * @param retryAfter how long a client is asked to wait while the view is catching up
   */
  public StateEndpoints(
      BootstrapView view, ViewStatus status, PageSettings settings, Duration retryAfter) {
    this.view = view;
    this.status = status;
    this.settings = settings;
    this.retryAfter = retryAfter;
    this.types = new KnownTypes(view);
  }

  /** The endpoints; they come after those with literal segments in the place of an id. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/resources/{type}", Endpoint.Traits.BLOCKING_COMPRESSED, this::pageOrState),
        new Endpoint(
            "/v1/resources/{type}/{id}",
            Endpoint.Traits.BLOCKING,
            call -> CompletableFuture.completedStage(state(call, call.path("id")))));
  }

  private CompletionStage<HttpResponse> pageOrState(Call call) {
    Optional<String> id = call.query("id");
    return CompletableFuture.completedStage(id.isPresent() ? state(call, id.get()) : page(call));
  }

  private HttpResponse state(Call call, String id) {
    ResourceType type = types.require(call.path("type"));
    // Asked before the read: a view that catches up in between has read everything there was.
    boolean caughtUp = status.isCaughtUp();
    Bytes state = view.state(type, id).orElseThrow(() -> absent(type, caughtUp));
    HttpResponse response = mark(Answers.of(Types.JSON, state.array(), Caching.NO_CACHE), caughtUp);
    OptionalLong version = StateVersion.of(state);
    return version.isPresent()
        ? Answers.tagged(call, response, Long.toString(version.getAsLong()))
        : response;
  }

  private ProblemException absent(ResourceType type, boolean caughtUp) {
    if (caughtUp) {
      return new ProblemException(
          ProblemKind.RESOURCE_ABSENT, "No " + type + " with this id exists now.");
    }
    return new ProblemException(
        Problem.of(
                ProblemKind.CATCHING_UP,
                "The view holds no " + type + " with this id yet, and is not complete.")
            .retryAfter(retryAfter));
  }

  private HttpResponse page(Call call) {
    ResourceType type = types.require(call.path("type"));
    int limit =
        call.integer("limit", new Call.Range(1, settings.maxSize())).orElse(settings.defaultSize());
    boolean caughtUp = status.isCaughtUp();
    Optional<String> after = call.query("after");
    Optional<String> last = Optional.empty();
    ByteArrayOutputStream body = new ByteArrayOutputStream(4096);
    body.writeBytes(ascii("{\"items\":["));
    int items = 0;
    boolean more = true;
    while (more && items < limit && body.size() < settings.maxBytes()) {
      int wanted = Math.min(READ_BATCH, limit - items);
      // One more than wanted tells whether there is a next page.
      List<StoredState> states = view.page(type, last.or(() -> after), wanted + 1);
      int taken = 0;
      for (StoredState state : states.subList(0, Math.min(wanted, states.size()))) {
        if (body.size() >= settings.maxBytes()) {
          break;
        }
        if (items > 0) {
          body.write(',');
        }
        body.writeBytes(state.value().array());
        last = Optional.of(state.id());
        items++;
        taken++;
      }
      more = taken < states.size();
    }
    body.write(']');
    if (more && last.isPresent()) {
      String next = last.get();
      body.writeBytes(ascii(",\"next\":"));
      body.writeBytes(JsonBody.bytes(json -> json.writeString(next)));
    }
    body.write('}');
    return mark(Answers.of(Types.JSON, body.toByteArray(), Caching.NO_STORE), caughtUp);
  }

  /** Says so when the answer may be older than the topic. */
  private static HttpResponse mark(HttpResponse response, boolean caughtUp) {
    return caughtUp ? response : Answers.with(response, "Headwater-View", "catching-up");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
