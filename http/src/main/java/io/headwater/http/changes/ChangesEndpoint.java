package io.headwater.http.changes;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.ChangeLimits;
import io.headwater.core.bootstrap.BootstrapView.Following;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.query.AtLeast;
import io.headwater.http.query.KnownTypes;
import io.headwater.http.query.Positions;
import io.headwater.http.query.Selections;
import io.headwater.http.query.ViewWaiter;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.Types;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Serves {@code /v1/resources/{type}/changes}. */
public final class ChangesEndpoint {

  private static final String LAST_EVENT_ID = "Last-Event-ID";
  private static final String NOW = "now";

  private final ActorSystem<?> system;
  private final BootstrapView view;
  private final ViewStatus status;
  private final ChangesSettings settings;
  private final Duration retryAfter;
  private final SharedKillSwitch stopping;
  private final KnownTypes types;
  private final Positions positions;
  private final ViewWaiter waiter;
  private final SharedBatches batches;
  private final Places places;

  /**
   * Creates the endpoint.
   *
   * @param retryAfter how long a refused client is asked to wait
   * @param blocking runs what reads the view
   * @param stopping ends the answers that do not end by themselves
   */
  public ChangesEndpoint(
      ActorSystem<?> system,
      BootstrapView view,
      ViewStatus status,
      ViewAdvance advance,
      ChangesSettings settings,
      Duration retryAfter,
      Executor blocking,
      SharedKillSwitch stopping) {
    this.system = system;
    this.view = view;
    this.status = status;
    this.settings = settings;
    this.retryAfter = retryAfter;
    this.stopping = stopping;
    this.types = new KnownTypes(view);
    this.positions = new Positions(view);
    this.waiter = new ViewWaiter(advance, blocking);
    this.batches =
        new SharedBatches(
            view,
            advance,
            settings.minInterval(),
            settings.sharedBatches(),
            blocking,
            System::nanoTime);
    this.places = new Places(settings.maxTails(), retryAfter);
  }

  /** The endpoint. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(
            "/v1/resources/{type}/changes", Endpoint.Traits.BLOCKING_COMPRESSED, this::changes));
  }

  private CompletionStage<HttpResponse> changes(Call call) {
    ResourceType type = types.require(call.path("type"));
    BatchFormat format = call.acceptsEvents() ? BatchFormat.EVENTS : BatchFormat.JSON;
    Following following = following(call);
    int limit =
        call.integer("limit", new Call.Range(1, settings.maxSize())).orElse(settings.defaultSize());
    if (!status.isCaughtUp()) {
      throw new ProblemException(
          Problem.of(
                  ProblemKind.CATCHING_UP,
                  "The view has not reached the heads of the state topics yet; ask again later.")
              .retryAfter(retryAfter));
    }
    Question question =
        new Question(
            type,
            since(call, type, format),
            new ChangeLimits(limit, settings.maxBytes()),
            Selections.of(call),
            format);
    CompletionStage<HttpResponse> answer =
        call.isHead()
            ? safety(question, following)
            : switch (format) {
              case JSON -> poll(question, call.patience(AtLeast.MAX_WAIT));
              case EVENTS -> follow(question);
            };
    return answer.exceptionallyCompose(failure -> CompletableFuture.failedStage(refusal(failure)));
  }

  private StreamPositions since(Call call, ResourceType type, BatchFormat format) {
    Optional<String> last =
        switch (format) {
          case JSON -> Optional.empty();
          case EVENTS ->
              call.headers(LAST_EVENT_ID).stream().filter(id -> !id.isEmpty()).findFirst();
        };
    String since =
        last.or(() -> call.query("since"))
            .orElseThrow(
                () ->
                    new ProblemException(
                        ProblemKind.BAD_PARAMETER,
                        "'since' is missing; give the token of a bootstrap's header or of an"
                            + " answer, or 'now'."));
    return since.equals(NOW) ? positions.current(type) : positions.read(since);
  }

  private CompletionStage<HttpResponse> safety(Question question, Following following) {
    return CompletableFuture.completedStage(question)
        .thenApply(
            asked -> {
              view.requireSafe(asked.type(), asked.since(), following);
              return switch (asked.format()) {
                case JSON -> Answers.stream(Types.JSON, Source.empty());
                case EVENTS -> Answers.stream(Types.EVENTS, Source.empty());
              };
            });
  }

  private static Following following(Call call) {
    String follow = call.query("follow").orElse("view");
    return switch (follow) {
      case "view" -> Following.VIEW;
      case "topic" -> Following.TOPIC;
      default ->
          throw new ProblemException(
              ProblemKind.BAD_PARAMETER, "'follow' is what is followed: view or topic.");
    };
  }

  private CompletionStage<HttpResponse> poll(Question question, Duration wait) {
    if (!places.take()) {
      throw places.allTaken();
    }
    return waiter
        .until(
            question.type(),
            wait,
            () ->
                batches
                    .ask(question)
                    .thenApply(
                        batch ->
                            batch.changes() == 0 && batch.isLast()
                                ? Optional.<Batch>empty()
                                : Optional.of(batch)))
        .thenCompose(
            found ->
                found
                    .<CompletionStage<Batch>>map(CompletableFuture::completedStage)
                    .orElseGet(() -> batches.ask(question)))
        .whenComplete((batch, failure) -> places.giveBack())
        .thenApply(batch -> Answers.json(batch.body()));
  }

  // Taking the first batch here turns a token that cannot be used into a problem. When nobody takes
  // the rest (the client is gone), the stream's subscription timeout ends it.
  private CompletionStage<HttpResponse> follow(Question question) {
    return Source.fromGraph(new TailEvents(batches, question, settings, places, System::nanoTime))
        .via(stopping.<ByteString>flow())
        .prefixAndTail(1)
        .runWith(Sink.head(), system)
        .thenApply(
            parts -> {
              Source<ByteString, NotUsed> events =
                  Source.from(parts.first()).concat(parts.second());
              // Else nginx keeps events until it has a buffer full of them.
              return Answers.with(Answers.stream(Types.EVENTS, events), "X-Accel-Buffering", "no");
            });
  }

  private static Throwable refusal(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause instanceof UnsafePositionsException unsafe
        ? new ProblemException(Positions.problem(unsafe))
        : cause;
  }
}
