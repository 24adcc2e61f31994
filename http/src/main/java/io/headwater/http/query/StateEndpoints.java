package io.headwater.http.query;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.SourceBarrier;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Caching;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.Types;
import io.headwater.http.select.Selection;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * Serves {@code /v1/resources/{type}} (a page, or with {@code ?id=} one state or several) and
 * {@code /v1/resources/{type}/{id}}.
 */
public final class StateEndpoints {

  private final BootstrapView view;
  private final ViewStatus status;
  private final PageSettings settings;
  private final Duration retryAfter;
  private final KnownTypes types;
  private final Positions positions;
  private final AtLeast atLeast;
  private final Executor blocking;

  /**
   * Creates the endpoints.
   *
   * @param retryAfter how long a client is asked to wait while the view is catching up
   * @param blocking runs what reads the view
   */
  public StateEndpoints(
      BootstrapView view,
      ViewStatus status,
      ViewWaiter waiter,
      SourceBarrier barrier,
      PageSettings settings,
      Duration retryAfter,
      Executor blocking) {
    this.view = view;
    this.status = status;
    this.settings = settings;
    this.retryAfter = retryAfter;
    this.types = new KnownTypes(view);
    this.positions = new Positions(view);
    this.atLeast = new AtLeast(positions, waiter, barrier);
    this.blocking = blocking;
  }

  /** The endpoints; they come after those with literal segments in the place of an id. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/resources/{type}", Endpoint.Traits.BLOCKING_COMPRESSED, this::pageOrStates),
        new Endpoint(
            "/v1/resources/{type}/{id}",
            Endpoint.Traits.BLOCKING,
            call -> state(call, call.path("id"))));
  }

  private CompletionStage<HttpResponse> pageOrStates(Call call) {
    List<String> ids = call.queries("id");
    if (!ids.isEmpty() && call.query("filter").isPresent()) {
      throw new ProblemException(
          ProblemKind.BAD_PARAMETER,
          "'filter' chooses among all states; with 'id' it is none of the parameters.");
    }
    return switch (ids.size()) {
      case 0 -> page(call);
      case 1 -> state(call, ids.getFirst());
      default -> states(call, new LinkedHashSet<>(ids));
    };
  }

  private CompletionStage<HttpResponse> state(Call call, String id) {
    Selection selection = Selections.of(call).unfiltered();
    return whenReached(
        call,
        Optional.of(id),
        (type, moment) -> {
          Bytes state = view.state(type, id).orElseThrow(() -> absent(type, moment));
          byte[] body = selection.of(state).orElse(state).array();
          HttpResponse response = moment.mark(Answers.of(Types.JSON, body, Caching.NO_CACHE));
          OptionalLong version = StateVersion.of(state);
          return version.isPresent()
              ? Answers.tagged(call, response, Long.toString(version.getAsLong()))
              : response;
        });
  }

  private CompletionStage<HttpResponse> states(Call call, Set<String> ids) {
    if (ids.size() > settings.maxSize()) {
      throw new ProblemException(
          ProblemKind.BAD_PARAMETER,
          "There are %d ids; give at most %d.".formatted(ids.size(), settings.maxSize()));
    }
    Selection selection = Selections.of(call).unfiltered();
    return whenReached(
        call,
        Optional.empty(),
        (type, moment) -> {
          SeveralStates several = SeveralStates.read(view, type, ids, selection, settings);
          if (!several.missing().isEmpty() && !moment.isCaughtUp()) {
            throw absent(type, moment);
          }
          return moment.mark(Answers.of(Types.JSON, several.body(), Caching.NO_STORE));
        });
  }

  private CompletionStage<HttpResponse> page(Call call) {
    int limit =
        call.integer("limit", new Call.Range(1, settings.maxSize())).orElse(settings.defaultSize());
    Selection selection = Selections.of(call);
    Page page = new Page(view, settings, limit, selection);
    return whenReached(
        call,
        Optional.empty(),
        (type, moment) ->
            moment.mark(
                Answers.of(Types.JSON, page.read(type, call.query("after")), Caching.NO_STORE)));
  }

  private CompletionStage<HttpResponse> whenReached(
      Call call, Optional<String> id, BiFunction<ResourceType, Moment, HttpResponse> answer) {
    ResourceType type = types.require(call.path("type"));
    CompletionStage<Void> reached = atLeast.reached(call, type, id);
    return reached.toCompletableFuture().isDone()
        ? reached.thenApply(unused -> answer.apply(type, moment(type)))
        : reached.thenApplyAsync(unused -> answer.apply(type, moment(type)), blocking);
  }

  /** To be asked before a read, which then has all of it. */
  private Moment moment(ResourceType type) {
    return new Moment(status.isCaughtUp(), StreamToken.of(positions.current(type)));
  }

  private ProblemException absent(ResourceType type, Moment moment) {
    if (moment.isCaughtUp()) {
      return new ProblemException(
          ProblemKind.RESOURCE_ABSENT, "No " + type + " with this id exists now.");
    }
    return new ProblemException(
        Problem.of(
                ProblemKind.CATCHING_UP,
                "The view holds no " + type + " with this id yet, and is not complete.")
            .retryAfter(retryAfter));
  }

  private record Moment(boolean isCaughtUp, String token) {

    /** Tells the moment, and says so when the answer may be older than the topic. */
    private HttpResponse mark(HttpResponse response) {
      HttpResponse dated = Answers.with(response, Positions.HEADER, token);
      return isCaughtUp ? dated : Answers.with(dated, "Headwater-View", "catching-up");
    }
  }
}
