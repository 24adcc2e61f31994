package io.headwater.http.lease;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.Following;
import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseDesk;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.bootstrap.UnsafePositionsException;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Timestamps;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.query.KnownTypes;
import io.headwater.http.query.Positions;
import io.headwater.http.route.Answers;
import io.headwater.http.route.Call;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.Endpoint.Verb;
import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemException;
import io.headwater.http.route.ProblemKind;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves {@code /v1/resources/{type}/leases}. */
public final class LeaseEndpoints {

  private static final Logger LOG = LoggerFactory.getLogger(LeaseEndpoints.class);

  /** How long a lease lasts when the client does not say. */
  static final int DEFAULT_SECONDS = 3_600;

  /** How short a lease may be: each is written and read by every node. */
  static final int MIN_SECONDS = 10;

  /** How long a lease may last; it can be renewed. */
  static final int MAX_SECONDS = Math.toIntExact(Lease.MOST.toSeconds());

  private static final String LEASES = "/v1/resources/{type}/leases";
  private static final String LEASE = LEASES + "/{lease}";

  private final BootstrapView view;
  private final ViewStatus status;
  private final LeaseDesk desk;
  private final Duration retryAfter;
  private final InstantSource clock;
  private final KnownTypes types;
  private final Positions positions;

  /**
   * Creates the endpoints.
   *
   * @param retryAfter how long a client is asked to wait when no lease can be given now
   */
  public LeaseEndpoints(
      BootstrapView view,
      ViewStatus status,
      LeaseDesk desk,
      Duration retryAfter,
      InstantSource clock) {
    this.view = view;
    this.status = status;
    this.desk = desk;
    this.retryAfter = retryAfter;
    this.clock = clock;
    this.types = new KnownTypes(view);
    this.positions = new Positions(view);
  }

  /** The endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        writing(Verb.POST, LEASES, this::grant),
        writing(Verb.POST, LEASE, this::renew),
        writing(Verb.DELETE, LEASE, this::release));
  }

  private static Endpoint writing(
      Verb verb, String template, Function<Call, CompletionStage<HttpResponse>> answer) {
    return new Endpoint(
        verb,
        template,
        Endpoint.Traits.BLOCKING,
        call -> {
          call.requireSameOrigin();
          return answer.apply(call);
        });
  }

  private CompletionStage<HttpResponse> grant(Call call) {
    ResourceType type = types.require(call.path("type"));
    requireCaughtUp();
    if (desk.isFull()) {
      throw refused(
          ProblemKind.TOO_MANY_LEASES,
          "As many leases are held as may be; end those that are not needed, or ask again later.");
    }
    StreamPositions since =
        call.query("since").map(positions::read).orElseGet(() -> positions.current(type));
    // What only this node still remembers, others may not: the topic's word counts for all.
    return hold(lease(UUID.randomUUID().toString(), type, since, call), Following.TOPIC);
  }

  private CompletionStage<HttpResponse> renew(Call call) {
    Lease held = held(call);
    requireCaughtUp();
    StreamPositions since = call.query("since").map(positions::read).orElse(held.from());
    // Behind its own token a lease makes every node remember, whatever the topic does.
    Following following = isWithin(since, held.from()) ? Following.VIEW : Following.TOPIC;
    return hold(lease(held.id(), held.type(), since, call), following);
  }

  private static boolean isWithin(StreamPositions asked, StreamPositions held) {
    return asked.epoch().equals(held.epoch())
        && asked.next().entrySet().stream()
            .allMatch(
                wanted ->
                    held.next().getOrDefault(wanted.getKey(), Long.MAX_VALUE) <= wanted.getValue());
  }

  /** A view that is read anew knows little of what is forgotten, and would promise anything. */
  private void requireCaughtUp() {
    if (!status.isCaughtUp()) {
      throw refused(
          ProblemKind.CATCHING_UP,
          "The view has not reached the heads of the state topics yet; ask again later.");
    }
  }

  private ProblemException refused(ProblemKind kind, String detail) {
    return new ProblemException(Problem.of(kind, detail).retryAfter(retryAfter));
  }

  private Lease lease(String id, ResourceType type, StreamPositions since, Call call) {
    int seconds =
        call.integer("seconds", new Call.Range(MIN_SECONDS, MAX_SECONDS)).orElse(DEFAULT_SECONDS);
    return new Lease(id, type, since, clock.instant().plusSeconds(seconds));
  }

  private CompletionStage<HttpResponse> hold(Lease lease, Following following) {
    requireSafe(lease, following);
    return written(desk.hold(lease)).thenCompose(held -> promised(lease, following));
  }

  private CompletionStage<HttpResponse> promised(Lease lease, Following following) {
    try {
      // Asked again: what was forgotten before it was held is not promised.
      requireSafe(lease, following);
      return CompletableFuture.completedStage(answer(lease));
    } catch (ProblemException e) {
      return desk.release(lease.id())
          .handle((released, failure) -> e)
          .thenCompose(CompletableFuture::failedStage);
    }
  }

  private void requireSafe(Lease lease, Following following) {
    try {
      view.requireSafe(lease.type(), lease.from(), following);
    } catch (UnsafePositionsException e) {
      throw new ProblemException(Positions.problem(e));
    }
  }

  private CompletionStage<HttpResponse> release(Call call) {
    Lease held = held(call);
    return written(desk.release(held.id())).thenApply(done -> answer(held));
  }

  private CompletionStage<Void> written(CompletionStage<Void> asked) {
    return asked.exceptionallyCompose(
        failure -> {
          LOG.warn("a lease could not be written: {}", failure.toString());
          return CompletableFuture.failedStage(
              refused(
                  ProblemKind.TIMED_OUT,
                  "Leases cannot be written now; nothing has changed. Ask again later."));
        });
  }

  private Lease held(Call call) {
    ResourceType type = types.require(call.path("type"));
    return desk.lease(call.path("lease"))
        .filter(lease -> lease.type().equals(type))
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemKind.LEASE_ABSENT,
                    "No such lease is held; it has ended. Ask for a new one."));
  }

  private static HttpResponse answer(Lease lease) {
    return Answers.json(
        json -> {
          json.writeStartObject();
          json.writeStringField("lease", lease.id());
          json.writeStringField("type", lease.type().name());
          json.writeStringField("token", StreamToken.of(lease.from()));
          json.writeStringField("expires", Timestamps.text(lease.expires()));
          json.writeEndObject();
        });
  }
}
