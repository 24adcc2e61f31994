package io.headwater.app.wiring;

import io.headwater.core.bootstrap.BootstrapView;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatuses;
import io.headwater.core.resource.ResourceType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import java.util.List;

/** Gauges over what several stages know together. */
final class NodeMeters {

  private static final double UNKNOWN = Double.NaN;

  private NodeMeters() {}

  static void register(MeterRegistry registry, List<String> names, SourceStatuses sources) {
    for (String source : names) {
      Gauge.builder("headwater.produce.lag.records", sources, all -> unapplied(all, source))
          .description("Change log records that the resources have not applied yet")
          .tag("source", source)
          .register(registry);
    }
    new JvmMemoryMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
  }

  static void register(
      MeterRegistry registry, List<ResourceType> types, ViewStatus status, BootstrapView view) {
    for (ResourceType type : types) {
      Gauge.builder("headwater.bootstrap.lag.records", status, known -> known.lag(type))
          .description("State records that the bootstrap view has not applied yet")
          .tag("resource", type.name())
          .register(registry);
      Gauge.builder("headwater.bootstrap.resources", view, held -> held.count(type))
          .description("Resources in the bootstrap view")
          .tag("resource", type.name())
          .register(registry);
    }
  }

  private static double unapplied(SourceStatuses sources, String name) {
    return sources
        .named(name)
        .flatMap(SourceStatus::unapplied)
        .map(Long::doubleValue)
        .orElse(UNKNOWN);
  }
}
