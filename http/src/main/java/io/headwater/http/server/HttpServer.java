package io.headwater.http.server;

import io.headwater.http.route.Problem;
import io.headwater.http.route.ProblemKind;
import io.headwater.http.route.RouteTable;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.apache.pekko.japi.function.Function;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.SharedKillSwitch;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.DurationConverters;

/**
 * Starts the HTTP server.
 *
 * <p>What this server needs of Pekko HTTP is set here, over whatever {@code pekko.http.server}
 * says, since the order in which the reference.conf files of two libraries win is not fixed.
 */
public final class HttpServer {

  /** No endpoint takes a body, so a request with a larger one is refused. */
  private static final long MAX_REQUEST_BODY_BYTES = 64 * 1024;

  private HttpServer() {}

  /**
   * Binds the port and serves all endpoints.
   *
   * @return the bound server; fails with {@link HttpBindException} when it can not listen
   */
  public static CompletionStage<RunningServer> start(
      ActorSystem<?> system, HttpPorts ports, HttpSettings settings) {
    SharedKillSwitch stopping = KillSwitches.shared("http-stopping");
    RouteTable routes = HeadwaterRoutes.of(system, ports, settings, stopping);
    return Http.get(system)
        .newServerAt(settings.bindInterface(), settings.port())
        .withSettings(serverSettings(system, settings.connections()))
        .bind(
            (Function<HttpRequest, CompletionStage<HttpResponse>>)
                request -> {
                  request.discardEntityBytes(system);
                  return routes.answer(request);
                })
        .handle(
            (binding, failure) -> {
              if (failure != null) {
                throw refused(settings, failure);
              }
              return new RunningServer(binding, stopping);
            });
  }

  private static ServerSettings serverSettings(ActorSystem<?> system, ConnectionSettings limits) {
    ServerSettings settings = ServerSettings.create(Adapter.toClassic(system));
    return settings
        .withServerHeader(Optional.empty())
        .withMaxConnections(limits.max())
        .withTransparentHeadRequests(false)
        .withParsingErrorHandler(MalformedRequests.class.getName())
        .withTerminationDeadlineExceededResponse(
            RouteTable.secure(
                Problem.of(ProblemKind.STOPPING, "Ask another node, or this one after its restart.")
                    .response("about:blank")))
        .withParserSettings(
            settings
                .getParserSettings()
                .withMaxUriLength(limits.maxUriBytes())
                .withMaxContentLength(MAX_REQUEST_BODY_BYTES)
                .withIllegalHeaderWarnings(false))
        .withTimeouts(
            settings
                .getTimeouts()
                .withIdleTimeout(scala(limits.idleTimeout()))
                .withRequestTimeout(scala(limits.requestTimeout())));
  }

  private static HttpBindException refused(HttpSettings settings, Throwable failure) {
    String where = settings.bindInterface() + ":" + settings.port();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String why = String.valueOf(cause.getMessage());
      if (cause instanceof BindException && why.contains("in use")) {
        return new HttpBindException(
            ("Port %d on %s is busy: another process listens there. Stop it, or set"
                    + " headwater.http.port to another port (0 takes a free one).")
                .formatted(settings.port(), settings.bindInterface()),
            true,
            failure);
      }
    }
    Throwable reason =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return new HttpBindException(
        ("Can not listen on %s: %s. Check headwater.http.interface (an address of this machine,"
                + " or 0.0.0.0) and headwater.http.port.")
            .formatted(where, reason.getMessage()),
        false,
        failure);
  }

  private static FiniteDuration scala(Duration duration) {
    return DurationConverters.toScala(duration);
  }
}
