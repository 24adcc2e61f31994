package io.headwater.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.http.bootstrap.BootstrapSettings;
import io.headwater.http.changes.ChangesSettings;
import io.headwater.http.query.PageSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {

  @Test
  void tailsAndBootstrapsLeaveConnectionsForOthers() {
    assertThat(HttpSettings.from(http("headwater.http.connections.max = 1080")).connections().max())
        .isEqualTo(1080);
  }

  private static Config http(String overrides) {
    return ConfigFactory.parseString(overrides)
        .withFallback(ConfigFactory.parseResources("reference.conf").resolve())
        .getConfig("headwater.http");
  }

  @Test
  void hasSensibleDefaults() {
    assertThat(HttpSettings.from(http("")))
        .isEqualTo(
            new HttpSettings(
                "127.0.0.1",
                8080,
                0,
                new ConnectionSettings(
                    2048, Duration.ofMinutes(5), Duration.ofSeconds(20), 8 * 1024),
                new PageSettings(100, 1000, 8 * 1024 * 1024, 10_000),
                new BootstrapSettings(64 * 1024, 16, Duration.ofSeconds(5)),
                new ChangesSettings(
                    1000,
                    500,
                    5000,
                    1024 * 1024,
                    Duration.ofSeconds(15),
                    Duration.ofMillis(20),
                    16)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "port = 65536",
        "port = -1",
        "interface = \"\"",
        "port-search-limit = -1",
        "connections.max = 0",
        "connections.max = 1079",
        "changes.max-tails = 2000",
        "connections.max-uri-bytes = 10",
        "connections.idle-timeout = 20s",
        "connections.request-timeout = 0s",
        "pages.default-size = 0",
        "pages.max-size = 99",
        "pages.max-bytes = 0",
        "pages.max-read = 0",
        "changes.max-tails = 0",
        "changes.default-size = 0",
        "changes.max-size = 499",
        "changes.max-bytes = 0",
        "changes.heartbeat = 0s",
        "changes.heartbeat = 5m",
        "changes.min-interval = -1ms",
        "changes.shared-batches = 0",
        "bootstraps.chunk-bytes = 0",
        "bootstraps.max-concurrent = 0",
        "bootstraps.retry-after = 0s"
      })
  void refusesWhatCannotWork(String setting) {
    Config config = http("headwater.http." + setting);

    assertThatThrownBy(() -> HttpSettings.from(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not");
  }
}
