package io.headwater.app.dev;

import io.headwater.app.cli.Terminal;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.BootstrapResult;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.RunningTraffic;
import io.headwater.dev.demo.TrafficReport;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.postgresql.replication.LogSequenceNumber;

/** Brisk traffic, then the proof that every widget is the same everywhere. */
final class Verification {

  private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(2);

  /** At full rate from a cold JVM, so that what is measured is steady. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final int SHOWN_DIFFERENCES = 10;

  private final DevSettings settings;
  private final Terminal terminal;
  private final DevServers servers;
  private final URI http;

  Verification(DevSettings settings, Terminal terminal, DevServers servers, URI http) {
    this.settings = settings;
    this.terminal = terminal;
    this.servers = servers;
    this.http = http;
  }

  /** Whether there is no difference. */
  boolean run() throws SQLException, IOException, InterruptedException {
    Map<String, Object> kafka = DevSession.kafka(servers);
    LatencyProbe.Latencies latencies;
    TrafficReport report;
    double changesPerSecond;
    try (LatencyProbe probe = LatencyProbe.start(kafka, Topics.state(DevSession.WIDGET), heads());
        RunningTraffic traffic = DevSession.startTraffic(servers, settings)) {
      terminal.progress(
          "traffic: %.0f transactions/s, %d s to warm up and %d s measured"
              .formatted(settings.rate(), WARM_UP.toSeconds(), settings.traffic().toSeconds()));
      awaitTraffic(traffic, WARM_UP);
      long startedAt = System.nanoTime();
      probe.begin();
      awaitTraffic(traffic, settings.traffic());
      report = traffic.stop();
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      awaitCaughtUp();
      latencies = probe.stop();
      changesPerSecond = latencies.changes() / seconds;
    }
    terminal.progress(
        String.format(
            Locale.ROOT,
            "traffic: %,d transactions at %.0f/s, %d errors",
            report.total(),
            report.achievedRate(),
            report.errors()));
    Comparison.Result result;
    try (Connection source = servers.connect()) {
      result = Comparison.run(http, kafka, source);
    }
    print(result, latencies, changesPerSecond, report);
    return result.differences().isEmpty() && report.errors() == 0;
  }

  private void print(
      Comparison.Result result,
      LatencyProbe.Latencies latencies,
      double changesPerSecond,
      TrafficReport report) {
    result.differences().stream().limit(SHOWN_DIFFERENCES).forEach(terminal::progress);
    if (settings.json()) {
      terminal.result(
          String.format(
              Locale.ROOT,
              "{\"resources\":%d,\"differences\":%d,\"transactions_per_second\":%.1f,\"changes_per_second\":%.1f,\"commit_to_kafka_p50_ms\":%.1f,\"commit_to_kafka_p99_ms\":%.1f}",
              result.resources(),
              result.differences().size(),
              report.achievedRate(),
              changesPerSecond,
              latencies.p50(),
              latencies.p99()));
      return;
    }
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,.0f changes/s   commit-to-Kafka p50 %.0f ms, p99 %.0f ms",
            changesPerSecond,
            latencies.p50(),
            latencies.p99()));
    terminal.result(
        "verified %d resources: %d differences"
            .formatted(result.resources(), result.differences().size()));
  }

  private void awaitTraffic(RunningTraffic traffic, Duration duration) throws InterruptedException {
    if (traffic.awaitEnd(duration)) {
      throw new IllegalStateException(
          "the traffic has ended by itself", traffic.report().firstError().orElse(null));
    }
  }

  /** The positions of the bootstrap view now: all that the probe sees is newer. */
  private Map<Integer, Long> heads() throws InterruptedException {
    try (BootstrapDownload download = new BootstrapDownload(http)) {
      BootstrapResult bootstrap = download.download(DevSession.WIDGET.name(), state -> {});
      return bootstrap.positions();
    }
  }

  private void awaitCaughtUp() throws SQLException, IOException, InterruptedException {
    LogSequenceNumber position;
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement()) {
      position = currentPosition(statement);
      // An idle log proves nothing: this change comes after all others and is waited for.
      statement.executeUpdate(
          "update widgets set quantity = quantity + 1 where id = (select min(id) from widgets)");
    }
    new CaughtUp(http).await("shop", DevSession.WIDGET.name(), position, CATCH_UP_LIMIT);
  }

  private static LogSequenceNumber currentPosition(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1));
    }
  }
}
