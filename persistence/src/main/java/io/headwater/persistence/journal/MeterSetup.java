package io.headwater.persistence.journal;

import io.micrometer.core.instrument.MeterRegistry;
import org.apache.pekko.actor.setup.Setup;

/** Hands the process's meter registry to the journal, which Pekko creates by its class name. */
public final class MeterSetup extends Setup {

  private final MeterRegistry registry;

  /** A setup with that registry. */
  public MeterSetup(MeterRegistry registry) {
    this.registry = registry;
  }

  MeterRegistry registry() {
    return registry;
  }
}
