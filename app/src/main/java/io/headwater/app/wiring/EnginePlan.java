package io.headwater.app.wiring;

import io.headwater.capture.capture.topics.RawTopicsSettings;
import java.util.Map;

/** What reads a source. */
sealed interface EnginePlan {

  /**
   * Debezium's engine.
   *
   * @param connector the connector's properties after the overlay; may hold secrets
   */
  record Debezium(Map<String, String> connector) implements EnginePlan {
    public Debezium {
      connector = Map.copyOf(connector);
    }

    /** Without the properties, which may hold secrets. */
    @Override
    public String toString() {
      return "Debezium";
    }
  }

  /**
   * The engine of raw topics.
   *
   * @param partitions the most partitions that one of the topics has
   */
  record Topics(RawTopicsSettings settings, int partitions) implements EnginePlan {}
}
