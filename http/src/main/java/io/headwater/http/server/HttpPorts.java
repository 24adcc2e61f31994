package io.headwater.http.server;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.LeaseDesk;
import io.headwater.core.bootstrap.SourceBarrier;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.capture.SourceStatuses;
import io.headwater.core.json.Bytes;
import io.headwater.core.quarantine.QuarantineDesk;
import io.headwater.core.quarantine.QuarantineView;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.health.ReadinessCheck;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the endpoints ask.
 *
 * @param view the states
 * @param status how complete the view is
 * @param advance tells that the view has moved on
 * @param barrier tells that the view holds what a source had committed
 * @param leases gives leases
 * @param tombstones how long the state topics keep deletions
 * @param sources what the engines do
 * @param quarantine what was refused
 * @param desk takes wishes about it
 * @param schemas the contract of each resource type, as JSON Schema
 * @param readiness what has to be right before the process takes traffic
 * @param metrics gives Prometheus text, version 0.0.4
 * @param clock tells the time that lags are measured against
 */
public record HttpPorts(
    BootstrapView view,
    ViewStatus status,
    ViewAdvance advance,
    SourceBarrier barrier,
    LeaseDesk leases,
    Duration tombstones,
    SourceStatuses sources,
    QuarantineView quarantine,
    QuarantineDesk desk,
    Map<ResourceType, Bytes> schemas,
    List<ReadinessCheck> readiness,
    Supplier<String> metrics,
    InstantSource clock) {

  public HttpPorts {
    schemas = Map.copyOf(schemas);
    readiness = List.copyOf(readiness);
  }
}
