package io.headwater.app.dev;

import io.headwater.app.cli.Terminal;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.client.bootstrap.BootstrapDownload;
import io.headwater.client.bootstrap.BootstrapResult;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateRecord;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.RunningTraffic;
import io.headwater.dev.demo.TrafficReport;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Brisk traffic, with the proof that every state published meanwhile was the source's, and then
 * that every widget is the same everywhere. Nothing else may write to the demo's tables meanwhile.
 */
final class Verification {

  private static final Duration CATCH_UP_LIMIT = Duration.ofMinutes(2);

  /** At full rate from a cold JVM, so that what is measured is steady. */
  static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final int SHOWN_DIFFERENCES = 10;

  /**
   * What the traffic may make. If nothing of it were published, all would be held for the
   * comparison: half a gigabyte.
   */
  static final int MAX_TRANSACTIONS = 1_000_000;

  private static final String LAST_CHANGE =
      "update widgets set quantity = quantity + 1 where id = (select min(id) from widgets) returning id";

  private final DevSettings settings;
  private final Terminal terminal;
  private final DevServers servers;
  private final HeadwaterNode node;
  private final LatencyProbe probe = new LatencyProbe();

  Verification(DevSettings settings, Terminal terminal, DevServers servers, HeadwaterNode node) {
    this.settings = settings;
    this.terminal = terminal;
    this.servers = servers;
    this.node = node;
  }

  /**
   * What was found.
   *
   * @param atRest every widget four ways
   * @param inFlight every published state against the end of its transaction
   * @param latencies of the measured part of the traffic
   * @param changesPerSecond state changes in it
   * @param report what the traffic has done
   */
  private record Findings(
      Comparison.Result atRest,
      InFlightResult inFlight,
      LatencyProbe.Latencies latencies,
      double changesPerSecond,
      TrafficReport report) {

    long differences() {
      return atRest.differences().size() + inFlight.differences();
    }
  }

  /** How many transactions these settings make, at most. */
  static double transactions(double rate, Duration traffic) {
    return rate * WARM_UP.plus(traffic).toSeconds();
  }

  /** Whether there is no difference. */
  boolean run() throws SQLException, IOException, InterruptedException {
    try (Connection source = servers.connect()) {
      Findings findings = find(source, InFlightCheck.start(source));
      print(findings);
      return findings.differences() == 0 && findings.report().errors() == 0;
    }
  }

  private Findings find(Connection source, InFlightCheck inFlight)
      throws SQLException, IOException, InterruptedException {
    Map<String, Object> kafka = DevSession.kafka(servers);
    StateFollower states = StateFollower.from(kafka, Topics.state(DevSession.WIDGET), heads());
    try (FollowerThread follower =
            FollowerThread.start(states, delivered -> take(delivered.record(), inFlight));
        RunningTraffic traffic =
            DemoTraffic.start(DevSession.traffic(servers, settings).observedBy(inFlight))) {
      terminal.progress(
          "traffic: %.0f transactions/s, %d s to warm up and %d s measured"
              .formatted(settings.rate(), WARM_UP.toSeconds(), settings.traffic().toSeconds()));
      awaitTraffic(traffic, WARM_UP);
      long startedAt = System.nanoTime();
      probe.begin();
      awaitTraffic(traffic, settings.traffic());
      TrafficReport report = traffic.stop();
      double seconds = (System.nanoTime() - startedAt) / 1e9;
      awaitCaughtUp(source, inFlight);
      follower.finish();
      tell(report);
      LatencyProbe.Latencies latencies = probe.latencies();
      return new Findings(
          Comparison.run(node, kafka, source, settings.widgets()),
          inFlight.finish(),
          latencies,
          latencies.changes() / seconds,
          report);
    }
  }

  private void take(StateRecord published, InFlightCheck inFlight) {
    switch (published) {
      case StateRecord.Upsert upsert ->
          take(upsert.key(), PublishedState.of(upsert.bytes()), inFlight);
      case StateRecord.Delete delete ->
          take(delete.key(), PublishedState.of(delete.bytes()), inFlight);
      case StateRecord.Tombstone tombstone -> inFlight.tombstone(tombstone.key());
    }
  }

  private void take(String id, PublishedState state, InFlightCheck inFlight) {
    probe.measure(state);
    inFlight.published(id, state);
  }

  private void tell(TrafficReport report) {
    terminal.progress(
        String.format(
            Locale.ROOT,
            "traffic: %,d transactions at %.0f/s, %d errors",
            report.total(),
            report.achievedRate(),
            report.errors()));
  }

  private void print(Findings findings) {
    Stream.concat(
            findings.inFlight().first().stream().limit(SHOWN_DIFFERENCES),
            findings.atRest().differences().stream().limit(SHOWN_DIFFERENCES))
        .forEach(terminal::progress);
    if (settings.json()) {
      terminal.result(json(findings));
      return;
    }
    terminal.result(
        String.format(
            Locale.ROOT,
            "%,.0f changes/s   commit-to-Kafka p50 %.0f ms, p99 %.0f ms",
            findings.changesPerSecond(),
            findings.latencies().p50(),
            findings.latencies().p99()));
    terminal.result(findings.inFlight().text());
    terminal.result(
        "verified %d resources: %d differences"
            .formatted(findings.atRest().resources(), findings.differences()));
  }

  private static String json(Findings findings) {
    InFlightResult inFlight = findings.inFlight();
    return String.format(
        Locale.ROOT,
        "{\"resources\":%d,\"differences\":%d,\"transactions_per_second\":%.1f,\"changes_per_second\":%.1f,\"commit_to_kafka_p50_ms\":%.1f,\"commit_to_kafka_p99_ms\":%.1f,\"in_flight\":{\"states\":%d,\"resources\":%d,\"unchanged_suppressed\":%d,\"differences\":%d}}",
        findings.atRest().resources(),
        findings.differences(),
        findings.report().achievedRate(),
        findings.changesPerSecond(),
        findings.latencies().p50(),
        findings.latencies().p99(),
        inFlight.states(),
        inFlight.resources(),
        inFlight.suppressed(),
        inFlight.differences());
  }

  private void awaitTraffic(RunningTraffic traffic, Duration duration) throws InterruptedException {
    if (traffic.awaitEnd(duration)) {
      throw new IllegalStateException(
          "the traffic has ended by itself", traffic.report().firstError().orElse(null));
    }
  }

  /** The positions of the bootstrap view now: all that the probe sees is newer. */
  private Map<Integer, Long> heads() throws InterruptedException {
    try (BootstrapDownload download = new BootstrapDownload(node.uri())) {
      BootstrapResult bootstrap = download.download(DevSession.WIDGET.name(), state -> {});
      return bootstrap.positions();
    }
  }

  private void awaitCaughtUp(Connection source, InFlightCheck inFlight)
      throws SQLException, IOException, InterruptedException {
    LogSequenceNumber position;
    source.setAutoCommit(false);
    try (Statement statement = source.createStatement()) {
      position = currentPosition(statement);
      // An idle log proves nothing: this change comes after all others and is waited for.
      try (ResultSet row = statement.executeQuery(LAST_CHANGE)) {
        row.next();
        inFlight.beforeCommit(source, List.of(row.getInt(1)));
      }
      source.commit();
    } finally {
      source.setAutoCommit(true);
    }
    new CaughtUp(node.uri()).await("shop", DevSession.WIDGET.name(), position, CATCH_UP_LIMIT);
  }

  private static LogSequenceNumber currentPosition(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      return LogSequenceNumber.valueOf(row.getString(1));
    }
  }
}
