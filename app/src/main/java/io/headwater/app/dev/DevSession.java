package io.headwater.app.dev;

import io.headwater.app.cli.StopSignal;
import io.headwater.app.cli.Terminal;
import io.headwater.app.settings.SettingsException;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.app.wiring.StartException;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.resource.ResourceType;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.DemoTrafficSettings;
import io.headwater.dev.demo.RunningTraffic;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** One run of {@code headwater dev}, from the first line to the last. */
final class DevSession {

  static final ResourceType WIDGET = new ResourceType("widget");

  private static final String LOCK_FILE = "dev.lock";
  private static final String SOURCE = "shop";
  private static final Duration LIVE_LIMIT = Duration.ofMinutes(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(100);

  private final DevSettings settings;
  private final Terminal terminal;
  private final long startedAt = System.nanoTime();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  DevSession(DevSettings settings, Terminal terminal) {
    this.settings = settings;
    this.terminal = terminal;
  }

  /** Whether all went well. */
  boolean run() throws Exception {
    prepareDirectory();
    try (StopSignal signal = StopSignal.onTermination(this::stop)) {
      say("headwater dev   data in %s (--reset starts over)".formatted(settings.directory()));
      DevServers servers = keep(DevServers.start(settings));
      describe(servers);
      HeadwaterNode node = startNode(DevConfiguration.write(settings, servers));
      awaitLive(node, signal);
      say("LIVE   %,d widgets published and bootstrapped".formatted(node.count(WIDGET)));
      if (settings.verify()) {
        return new Verification(settings, terminal, servers, node).run();
      }
      invite(servers, node);
      demonstrateUntilStopped(servers, node, signal);
      return node.failure().isEmpty();
    } catch (SettingsException e) {
      e.problems().forEach(problem -> terminal.progress(problem.toString()));
      return false;
    }
  }

  private void prepareDirectory() throws IOException {
    Path directory = settings.directory();
    Files.createDirectories(directory);
    // Held until the process ends, so that --reset never takes away what another process works on.
    Path lockFile = directory.resolve(LOCK_FILE);
    FileChannel lock =
        FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (lock.tryLock() == null) {
      lock.close();
      throw new StartException(
          "%s is in use by another headwater dev; mend: stop that one, or give --data-dir"
              .formatted(directory));
    }
    keep(lock);
    if (settings.reset()) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          if (!file.equals(directory) && !file.equals(lockFile)) {
            Files.delete(file);
          }
        }
      }
    }
    System.setProperty("headwater.log", settings.directory().resolve("headwater.log").toString());
    // First here, and not in several threads at once, which SLF4J would complain about.
    LoggerFactory.getLogger(DevSession.class).info("headwater dev starts: {}", settings);
  }

  private void describe(DevServers servers) {
    say("PostgreSQL 18   wal_level=logical   127.0.0.1:%d".formatted(servers.postgres().port()));
    say("Kafka 4.3 KRaft (in this process)   %s".formatted(servers.kafka().bootstrapServers()));
    if (servers.shifted()) {
      say("a usual port was busy, the ports above are the next free ones");
    }
    say(
        "demo schema 'shop' %s: widgets %,d  widget_dimensions %,d  widget_colors %,d"
            .formatted(
                servers.rows().created() ? "created" : "kept",
                servers.rows().widgets(),
                servers.rows().dimensions(),
                servers.rows().colors()));
  }

  private HeadwaterNode startNode(Path application) {
    HeadwaterNode node =
        HeadwaterNode.start(
            NodePlanner.plan(
                application,
                System.getenv(),
                line -> LoggerFactory.getLogger(DevSession.class).info("{}", line)),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    keep(node::stop);
    return node;
  }

  private void awaitLive(HeadwaterNode node, StopSignal signal) throws InterruptedException {
    SnapshotProgress progress = new SnapshotProgress(this::say);
    long deadline = System.nanoTime() + LIVE_LIMIT.toNanos();
    while (!isLive(node, progress)) {
      if (System.nanoTime() > deadline) {
        throw new StartException(
            "not live after %s: %s; mend: see %s"
                .formatted(
                    LIVE_LIMIT,
                    node.sources().all(),
                    settings.directory().resolve("headwater.log")));
      }
      if (signal.await(LOOK_EVERY)) {
        throw new StartException("stopped before it was live");
      }
    }
  }

  private static boolean isLive(HeadwaterNode node, SnapshotProgress progress) {
    Optional<SourceStatus> status = node.sources().named(SOURCE);
    status.ifPresent(known -> progress.update(known, System.nanoTime()));
    return status.map(SourceStatus::state).equals(Optional.of(EngineState.STREAMING))
        && node.isSettled(SOURCE, WIDGET);
  }

  private void invite(DevServers servers, HeadwaterNode node) {
    String psql =
        "PGPASSWORD=%s psql -h %s -p %d -U %s shop"
            .formatted(
                servers.postgres().password(),
                servers.postgres().host(),
                servers.postgres().port(),
                servers.postgres().user());
    List.of(
            "  http     " + node.uri() + "/v1/resources   " + node.uri() + "/openapi.json",
            "  try      curl " + node.uri() + "/v1/resources/widget/42",
            "           curl " + node.uri() + "/v1/resources/widget/bootstrap | head",
            "           " + psql + " -c \"update widgets set quantity = 7 where id = 42\"",
            "           kafka-console-consumer.sh --bootstrap-server "
                + servers.kafka().bootstrapServers()
                + " --topic headwater.state.widget --isolation-level read_committed",
            "  stop     Ctrl-C")
        .forEach(terminal::progress);
  }

  private void demonstrateUntilStopped(DevServers servers, HeadwaterNode node, StopSignal signal)
      throws SQLException, InterruptedException {
    try {
      demonstrate(servers, node, signal);
    } catch (SQLException | RuntimeException e) {
      if (!signal.isStopping()) {
        throw e;
      }
      LoggerFactory.getLogger(DevSession.class).info("the stop cut the demonstration short", e);
    }
  }

  private void demonstrate(DevServers servers, HeadwaterNode node, StopSignal signal)
      throws SQLException, InterruptedException {
    RunningTraffic traffic = keep(DemoTraffic.start(traffic(servers, settings)));
    ChangePrinter printer = keep(ChangePrinter.start(node.uri(), kafka(servers), terminal::result));
    while (!signal.await(LOOK_EVERY)) {
      if (node.failure().isPresent()) {
        terminal.progress(node.failure().get());
        return;
      }
      Optional<Throwable> failed = printer.failure().or(() -> traffic.report().firstError());
      if (failed.isPresent()) {
        throw new IllegalStateException("the demonstration has failed", failed.get());
      }
    }
  }

  static DemoTrafficSettings traffic(DevServers servers, DevSettings settings) {
    return DemoTrafficSettings.atRate(servers::connect, settings.rate())
        .withWidgets(settings.widgets())
        .withSeed(settings.seed());
  }

  static Map<String, Object> kafka(DevServers servers) {
    return Map.of("bootstrap.servers", servers.kafka().bootstrapServers());
  }

  private synchronized <T extends AutoCloseable> T keep(T part) {
    started.push(part);
    return part;
  }

  private synchronized void stop() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        terminal.progress("did not stop cleanly: " + e.getMessage());
      }
    }
    say("stopped; data is kept in " + settings.directory());
  }

  private void say(String line) {
    double seconds = (System.nanoTime() - startedAt) / 1e9;
    terminal.progress(String.format(Locale.ROOT, "%5.1fs  %s", seconds, line));
  }
}
