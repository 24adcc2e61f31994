package io.headwater.http.lease;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.BootstrapView.Following;
import io.headwater.core.bootstrap.Lease;
import io.headwater.core.bootstrap.LeaseDesk;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.bootstrap.UnsafePositionsException;
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
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Serves {@code /v1/resources/{type}/leases}. */
public final class LeaseEndpoints {

  /** How long a lease lasts when the client does not say. */
  static final int DEFAULT_SECONDS = 3_600;

  /** How long a lease may last; it can be renewed. */
  static final int MAX_SECONDS = 86_400;

  private static final String LEASES = "/v1/resources/{type}/leases";
  private static final String LEASE = LEASES + "/{lease}";

  private final BootstrapView view;
  private final LeaseDesk desk;
  private final Duration retryAfter;
  private final InstantSource clock;
  private final KnownTypes types;
  private final Positions positions;

  /**
   * Creates the endpoints.
   *
   * @param retryAfter how long a client is asked to wait while there are too many leases
   */
  public LeaseEndpoints(
      BootstrapView view, LeaseDesk desk, Duration retryAfter, InstantSource clock) {
    this.view = view;
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
    if (desk.isFull()) {
      throw new ProblemException(
          Problem.of(
                  ProblemKind.TOO_MANY_LEASES,
                  "As many leases are held as may be; end those that are not needed, or ask again"
                      + " later.")
              .retryAfter(retryAfter));
    }
    StreamPositions since =
        call.query("since").map(positions::read).orElseGet(() -> positions.current(type));
    return hold(lease(UUID.randomUUID().toString(), type, since, call));
  }

  private CompletionStage<HttpResponse> renew(Call call) {
    Lease held = held(call);
    StreamPositions since = call.query("since").map(positions::read).orElse(held.from());
    return hold(lease(held.id(), held.type(), since, call));
  }

  private Lease lease(String id, ResourceType type, StreamPositions since, Call call) {
    int seconds = call.integer("seconds", new Call.Range(1, MAX_SECONDS)).orElse(DEFAULT_SECONDS);
    return new Lease(id, type, since, clock.instant().plusSeconds(seconds));
  }

  private CompletionStage<HttpResponse> hold(Lease lease) {
    requireSafe(lease);
    return desk.hold(lease)
        .thenApply(
            held -> {
              // Asked again: what was forgotten before it was held is not promised.
              requireSafe(lease);
              return answer(lease);
            });
  }

  private void requireSafe(Lease lease) {
    try {
      view.requireSafe(lease.type(), lease.from(), Following.VIEW);
    } catch (UnsafePositionsException e) {
      throw new ProblemException(Positions.problem(e));
    }
  }

  private CompletionStage<HttpResponse> release(Call call) {
    Lease held = held(call);
    return desk.release(held.id()).thenApply(done -> answer(held));
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
