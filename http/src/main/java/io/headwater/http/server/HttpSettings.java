package io.headwater.http.server;

import com.typesafe.config.Config;
import io.headwater.http.bootstrap.BootstrapSettings;
import io.headwater.http.changes.ChangesSettings;
import io.headwater.http.query.PageSettings;

/**
 * How the HTTP server is reached, and its limits.
 *
 * @param bindInterface the address or host name to listen on
 * @param port the port to listen on; 0 for a free one
 * @param portSearchLimit how many further ports the caller may try when the port is busy; the
 *     server itself never does
 * @param connections limits of connections
 * @param pages limits of pages
 * @param bootstraps limits of bootstrap downloads
 * @param changes limits of following over HTTP
 */
public record HttpSettings(
    String bindInterface,
    int port,
    int portSearchLimit,
    ConnectionSettings connections,
    PageSettings pages,
    BootstrapSettings bootstraps,
    ChangesSettings changes) {

  private static final int MAX_PORT = 65_535;

  /** Connections for everything that is soon over: states, pages, health and metrics. */
  static final int RESERVED_CONNECTIONS = 64;

  /** Checks the settings. */
  public HttpSettings {
    if (bindInterface.isBlank() || port < 0 || port > MAX_PORT || portSearchLimit < 0) {
      throw new IllegalArgumentException(
          "http: need an interface, a port from 0 to 65535 and a port-search-limit of at least 0,"
              + " not '%s', %d and %d".formatted(bindInterface, port, portSearchLimit));
    }
    long needed = (long) changes.maxTails() + bootstraps.maxConcurrent() + RESERVED_CONNECTIONS;
    if (connections.max() < needed) {
      throw new IllegalArgumentException(
          ("http: need connections.max of at least %d, which is changes.max-tails +"
                  + " bootstraps.max-concurrent + %d, else those take the connections of all"
                  + " others; not %d")
              .formatted(needed, RESERVED_CONNECTIONS, connections.max()));
    }
    if (changes.heartbeat().compareTo(connections.idleTimeout()) >= 0) {
      throw new IllegalArgumentException(
          "http: need changes.heartbeat < connections.idle-timeout, else quiet connections are cut;"
              .concat(" not %s and %s")
              .formatted(changes.heartbeat(), connections.idleTimeout()));
    }
  }

  /** The settings in {@code headwater.http}, with the keys of this module's reference.conf. */
  public static HttpSettings from(Config http) {
    return new HttpSettings(
        http.getString("interface"),
        http.getInt("port"),
        http.getInt("port-search-limit"),
        new ConnectionSettings(
            http.getInt("connections.max"),
            http.getDuration("connections.idle-timeout"),
            http.getDuration("connections.request-timeout"),
            Math.toIntExact(http.getBytes("connections.max-uri-bytes"))),
        new PageSettings(
            http.getInt("pages.default-size"),
            http.getInt("pages.max-size"),
            Math.toIntExact(http.getBytes("pages.max-bytes")),
            http.getInt("pages.max-read")),
        new BootstrapSettings(
            Math.toIntExact(http.getBytes("bootstraps.chunk-bytes")),
            http.getInt("bootstraps.max-concurrent"),
            http.getDuration("bootstraps.retry-after")),
        new ChangesSettings(
            http.getInt("changes.max-tails"),
            http.getInt("changes.default-size"),
            http.getInt("changes.max-size"),
            Math.toIntExact(http.getBytes("changes.max-bytes")),
            http.getDuration("changes.heartbeat"),
            http.getDuration("changes.min-interval"),
            http.getInt("changes.shared-batches")));
  }

  /** The same settings with another port. */
  public HttpSettings withPort(int other) {
    return new HttpSettings(
        bindInterface, other, portSearchLimit, connections, pages, bootstraps, changes);
  }
}
