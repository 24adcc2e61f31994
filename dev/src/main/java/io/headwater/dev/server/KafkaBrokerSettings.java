package io.headwater.dev.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How an embedded Kafka broker is started.
 *
 * @param directory the kept log directory, or empty for a temporary one that is deleted on close
 * @param brokerPort the port for clients, or 0 for a free one
 * @param controllerPort the controller's port, or 0 for a free one
 * @param stopWithJvm whether a shutdown hook stops the broker; false when the caller closes it in
 *     its own order
 * @param proxied a further port for clients that reach the broker through a proxy
 * @param stopLimit how long closing waits for the broker to stop; after it the broker is left to
 *     its threads
 */
public record KafkaBrokerSettings(
    Optional<Path> directory,
    int brokerPort,
    int controllerPort,
    boolean stopWithJvm,
    Optional<ProxiedPort> proxied,
    Duration stopLimit) {

  /** On a busy machine stopping takes its time, and the next broker may need the same folder. */
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

  /** Checks the ports and the limit. */
  public KafkaBrokerSettings {
    if (brokerPort < 0 || brokerPort > 65_535 || controllerPort < 0 || controllerPort > 65_535) {
      throw new IllegalArgumentException(
          "ports must be 0 to 65535, not %d and %d".formatted(brokerPort, controllerPort));
    }
    if (!stopLimit.isPositive()) {
      throw new IllegalArgumentException("the stop limit must be positive, not " + stopLimit);
    }
  }

  /**
   * A port behind a proxy. Who connects to it is told the proxy's port as the broker's address, so
   * that all its requests take the same way.
   *
   * @param port where the broker listens
   * @param advertisedPort where the proxy listens
   */
  public record ProxiedPort(int port, int advertisedPort) {

    /** Checks the ports. */
    public ProxiedPort {
      if (port < 1 || port > 65_535 || advertisedPort < 1 || advertisedPort > 65_535) {
        throw new IllegalArgumentException(
            "ports must be 1 to 65535, not %d and %d".formatted(port, advertisedPort));
      }
    }
  }

  /** A broker on free ports that leaves nothing behind. */
  public static KafkaBrokerSettings temporary() {
    return new KafkaBrokerSettings(Optional.empty(), 0, 0, true, Optional.empty(), STOP_LIMIT);
  }

  /** A broker on free ports whose topics stay in {@code directory}. */
  public static KafkaBrokerSettings keptIn(Path directory) {
    return new KafkaBrokerSettings(
        Optional.of(directory), 0, 0, true, Optional.empty(), STOP_LIMIT);
  }

  /** The same settings with another port for clients. */
  public KafkaBrokerSettings withBrokerPort(int otherPort) {
    return new KafkaBrokerSettings(
        directory, otherPort, controllerPort, stopWithJvm, proxied, stopLimit);
  }

  /** The same settings with or without the shutdown hook. */
  public KafkaBrokerSettings withStopWithJvm(boolean otherStopWithJvm) {
    return new KafkaBrokerSettings(
        directory, brokerPort, controllerPort, otherStopWithJvm, proxied, stopLimit);
  }

  /** The same settings with a further port behind a proxy. */
  public KafkaBrokerSettings withProxied(ProxiedPort port) {
    return new KafkaBrokerSettings(
        directory, brokerPort, controllerPort, stopWithJvm, Optional.of(port), stopLimit);
  }

  /** The same settings with another limit for stopping. */
  public KafkaBrokerSettings withStopLimit(Duration otherStopLimit) {
    return new KafkaBrokerSettings(
        directory, brokerPort, controllerPort, stopWithJvm, proxied, otherStopLimit);
  }
}
