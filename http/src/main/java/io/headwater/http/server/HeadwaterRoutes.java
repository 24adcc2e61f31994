package io.headwater.http.server;

import io.headwater.http.bootstrap.BootstrapEndpoint;
import io.headwater.http.capture.SourceEndpoints;
import io.headwater.http.changes.ChangesEndpoint;
import io.headwater.http.health.HealthEndpoints;
import io.headwater.http.lease.LeaseEndpoints;
import io.headwater.http.quarantine.QuarantineEndpoints;
import io.headwater.http.query.CatalogueEndpoints;
import io.headwater.http.query.StateEndpoints;
import io.headwater.http.query.ViewWaiter;
import io.headwater.http.route.Endpoint;
import io.headwater.http.route.RouteTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.stream.SharedKillSwitch;

/** All endpoints in the order in which they are tried. */
public final class HeadwaterRoutes {

  /** The dispatcher for what blocks on local storage; configured in reference.conf. */
  static final String BLOCKING_DISPATCHER = "headwater.http.blocking-dispatcher";

  private HeadwaterRoutes() {}

  /**
   * The table of all endpoints.
   *
   * @param stopping ends the answers that do not end by themselves
   */
  public static RouteTable of(
      ActorSystem<?> system, HttpPorts ports, HttpSettings settings, SharedKillSwitch stopping) {
    Executor blocking =
        system.dispatchers().lookup(DispatcherSelector.fromConfig(BLOCKING_DISPATCHER));
    Duration retryAfter = settings.bootstraps().retryAfter();
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(
        new HealthEndpoints(ports.readiness(), ports.metrics(), retryAfter).endpoints());
    OpenApi description = new OpenApi();
    endpoints.addAll(description.endpoints());
    endpoints.addAll(new SourceEndpoints(ports.sources(), ports.clock()).endpoints());
    endpoints.addAll(
        new QuarantineEndpoints(ports.quarantine(), ports.desk(), settings.pages(), retryAfter)
            .endpoints());
    endpoints.addAll(
        new CatalogueEndpoints(ports.view(), ports.status(), ports.schemas()).endpoints());
    endpoints.addAll(
        new BootstrapEndpoint(
                system,
                ports.view(),
                ports.status(),
                ports.tombstones(),
                settings.bootstraps(),
                BLOCKING_DISPATCHER)
            .endpoints());
    endpoints.addAll(
        new ChangesEndpoint(
                system,
                ports.view(),
                ports.status(),
                ports.advance(),
                settings.changes(),
                retryAfter,
                blocking,
                stopping)
            .endpoints());
    endpoints.addAll(
        new LeaseEndpoints(ports.view(), ports.status(), ports.leases(), retryAfter, ports.clock())
            .endpoints());
    endpoints.addAll(
        new StateEndpoints(
                ports.view(),
                ports.status(),
                new ViewWaiter(ports.advance(), blocking),
                ports.barrier(),
                settings.pages(),
                retryAfter,
                blocking)
            .endpoints());
    return new RouteTable(endpoints, description.parameters(), blocking);
  }
}
