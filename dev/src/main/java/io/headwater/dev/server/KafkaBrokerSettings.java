package io.headwater.dev.server;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How an embedded Kafka broker is started.
 *
 * @param directory the kept log directory, or empty for a temporary one that is deleted on close
 * @param brokerPort the port for clients, or 0 for a free one
 * @param controllerPort the controller's port, or 0 for a free one
 * @param stopWithJvm whether a shutdown hook stops the broker; false when the caller closes it in
 *     its own order
 */
public record KafkaBrokerSettings(
    Optional<Path> directory, int brokerPort, int controllerPort, boolean stopWithJvm) {

  /** Checks the ports. */
  public KafkaBrokerSettings {
    if (brokerPort < 0 || brokerPort > 65_535 || controllerPort < 0 || controllerPort > 65_535) {
      throw new IllegalArgumentException(
          "ports must be 0 to 65535, not %d and %d".formatted(brokerPort, controllerPort));
    }
  }

  /** A broker on free ports that leaves nothing behind. */
  public static KafkaBrokerSettings temporary() {
    return new KafkaBrokerSettings(Optional.empty(), 0, 0, true);
  }

  /** A broker on free ports whose topics stay in {@code directory}. */
  public static KafkaBrokerSettings keptIn(Path directory) {
    return new KafkaBrokerSettings(Optional.of(directory), 0, 0, true);
  }

  /** The same settings with another port for clients. */
  public KafkaBrokerSettings withBrokerPort(int otherPort) {
    return new KafkaBrokerSettings(directory, otherPort, controllerPort, stopWithJvm);
  }

  /** The same settings with or without the shutdown hook. */
  public KafkaBrokerSettings withStopWithJvm(boolean otherStopWithJvm) {
    return new KafkaBrokerSettings(directory, brokerPort, controllerPort, otherStopWithJvm);
  }
}
