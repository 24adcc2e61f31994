package io.headwater.app.wiring;

import io.headwater.core.quarantine.QuarantineView;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;

/** What is in the quarantine, by source, stage and cause; told anew at each scrape. */
final class QuarantineMeters {

  private final PrometheusMeterRegistry registry;
  private final QuarantineView quarantine;
  private final MultiGauge records;

  QuarantineMeters(PrometheusMeterRegistry registry, QuarantineView quarantine) {
    this.registry = registry;
    this.quarantine = quarantine;
    this.records =
        MultiGauge.builder("headwater.quarantine.records")
            .description("Refused input that is neither settled nor dropped")
            .register(registry);
  }

  /** The text of all metrics. */
  synchronized String scrape() {
    List<MultiGauge.Row<?>> rows =
        quarantine.groups().stream()
            .<MultiGauge.Row<?>>map(
                group ->
                    MultiGauge.Row.of(
                        Tags.of(
                            "source", group.source(),
                            "stage", group.stage(),
                            "cause", group.cause().key()),
                        group.count()))
            .toList();
    records.register(rows, true);
    return registry.scrape();
  }
}
