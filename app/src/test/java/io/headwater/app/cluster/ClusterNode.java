package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.system.Configuration;
import io.headwater.app.system.HeadwaterProcess;
import io.headwater.app.system.HttpAnswers;
import io.headwater.dev.server.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** One {@code headwater run} of a cluster, which can be killed, paused and started again. */
final class ClusterNode implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(120);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(120);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final Duration SIGNAL_LIMIT = Duration.ofSeconds(30);
  private static final Pattern SERVING = Pattern.compile("serving (http\\S+)");
  private static final Pattern LINE = Pattern.compile("\\R");
  private static final int LINES_TOLD = 40;
  private static final List<String> JVM =
      List.of("-Xmx384m", "-Dlogback.configurationFile=io/headwater/app/cluster/node-logback.xml");

  private final String name;
  private final Configuration configuration;
  private Optional<HeadwaterProcess> process = Optional.empty();

  private ClusterNode(String name, Configuration configuration) {
    this.name = name;
    this.configuration = configuration;
  }

  /**
   * Writes the node's configuration.
   *
   * @param kafka how this node reaches the brokers
   * @param port where the other nodes reach it
   * @param seeds the ports of the nodes that a newcomer asks
   */
  static ClusterNode configure(
      Path folder, ClusterServers servers, String kafka, int port, List<Integer> seeds)
      throws IOException {
    String name = folder.getFileName().toString();
    Configuration configuration =
        Configuration.write(
            folder,
            servers.postgres(),
            kafka,
            ClusterSettings.headwater(name, port, seeds).toArray(String[]::new));
    Files.writeString(
        configuration.application(), ClusterSettings.pekko(), StandardOpenOption.APPEND);
    return new ClusterNode(name, configuration);
  }

  /** Has the node keep the resources' journal in PostgreSQL, with the shipped configuration. */
  void keepJournalIn(EmbeddedPostgresServer postgres) throws IOException, SQLException {
    configuration.withJdbcJournal(postgres);
  }

  /** Starts the process and returns at once. */
  void start() throws IOException {
    process =
        Optional.of(
            HeadwaterProcess.start(
                configuration.folder(),
                JVM,
                "run",
                "--config",
                configuration.application().toString()));
  }

  /** Waits until it has joined the others and is ready. */
  void awaitReady() {
    try {
      await(name + " is ready")
          .atMost(START_LIMIT)
          .pollInterval(LOOK_EVERY)
          // Short of processor time, an answer can take longer than its limit.
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(() -> isReady() || !running().isAlive());
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(lastWords(), e);
    }
    assertThat(running().isAlive()).as(this::lastWords).isTrue();
  }

  private boolean isReady() {
    return SERVING.matcher(running().output()).find()
        && http().status("/health/ready") == HttpURLConnection.HTTP_OK;
  }

  /** Whether it was started and has not ended. */
  boolean isRunning() {
    return process.filter(HeadwaterProcess::isAlive).isPresent();
  }

  /** Kills it with SIGKILL. */
  void kill() {
    running().kill();
  }

  /** Stops it with SIGSTOP: it does nothing, its connections stay open. */
  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Lets it go on after a pause. */
  void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  /** Tells it to end and waits until it has. */
  int leave() throws InterruptedException {
    running().terminate();
    return running().awaitExit(EXIT_LIMIT);
  }

  /** Waits for its end. */
  int awaitExit() throws InterruptedException {
    return running().awaitExit(EXIT_LIMIT);
  }

  String name() {
    return name;
  }

  /** What it has said since its last start. */
  String log() {
    return process.map(HeadwaterProcess::progress).orElse("");
  }

  /** The end of what it has said, for messages. */
  String lastWords() {
    List<String> lines = List.of(LINE.split(process.map(HeadwaterProcess::lastWords).orElse("")));
    return "%s (%s):%n%s"
        .formatted(
            name,
            isRunning() ? "running" : "ended",
            String.join(
                System.lineSeparator(),
                lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size())));
  }

  HttpAnswers http() {
    Matcher serving = SERVING.matcher(running().output());
    if (!serving.find()) {
      throw new IllegalStateException(name + " does not serve");
    }
    return new HttpAnswers(URI.create(serving.group(1)));
  }

  /** The sum of a metric over its labels; zero when there is none. */
  double metric(String metric) {
    return await(name + " answers")
        .atMost(ANSWER_LIMIT)
        // Short of processor time, an answer can take longer than its limit.
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> http().metric(metric), any -> true);
  }

  @Override
  public void close() {
    process.ifPresent(HeadwaterProcess::close);
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(running().pid())).start();
    assertThat(kill.waitFor(SIGNAL_LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }

  private HeadwaterProcess running() {
    return process.orElseThrow(() -> new IllegalStateException(name + " was not started"));
  }
}
