package io.headwater.app.system;

import static org.awaitility.Awaitility.await;

import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlan;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.client.consume.StateTable;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.dev.demo.DemoOracle;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/** The demo's servers and a Headwater process's stages in this JVM, which can be restarted. */
final class RunningPipeline implements AutoCloseable {

  static final ResourceType WIDGET = new ResourceType("widget");
  static final String STATES = Topics.state(WIDGET);
  static final String SOURCE = "shop";

  /** Generous, as the machine may be busy with other tests. */
  static final Duration LIMIT = Duration.ofSeconds(90);

  /** What is captured may not be in the change log yet; zero for longer is zero. */
  private static final Duration HOLD = Duration.ofMillis(1_500);

  private final DemoServers servers;
  private final Configuration configuration;
  private Optional<HeadwaterNode> node = Optional.empty();

  private RunningPipeline(DemoServers servers, Configuration configuration) {
    this.servers = servers;
    this.configuration = configuration;
  }

  /**
   * Starts everything and waits until it is live.
   *
   * @param settings further lines of the block {@code headwater}
   */
  static RunningPipeline start(Path folder, int widgets, String... settings)
      throws SQLException, IOException {
    DemoServers servers = DemoServers.start(widgets);
    RunningPipeline pipeline =
        new RunningPipeline(servers, Configuration.write(folder, servers, settings));
    try {
      pipeline.startNode();
    } catch (RuntimeException | Error e) {
      pipeline.close();
      throw e;
    }
    return pipeline;
  }

  /** As {@link #start}, with the journal in PostgreSQL. */
  static RunningPipeline startWithJdbcJournal(Path folder, int widgets)
      throws SQLException, IOException {
    return startPrepared(
        folder,
        widgets,
        (servers, configuration) -> configuration.withJdbcJournal(servers.postgres()));
  }

  /** What a test adds to the source and the configuration before the process starts. */
  interface Preparation {
    void prepare(DemoServers servers, Configuration configuration) throws SQLException, IOException;
  }

  /** As {@link #start}, with a source and a configuration that a test adds to. */
  static RunningPipeline startPrepared(Path folder, int widgets, Preparation preparation)
      throws SQLException, IOException {
    DemoServers servers = DemoServers.start(widgets);
    try {
      Configuration configuration = Configuration.write(folder, servers);
      preparation.prepare(servers, configuration);
      RunningPipeline pipeline = new RunningPipeline(servers, configuration);
      pipeline.startNode();
      return pipeline;
    } catch (SQLException | IOException | RuntimeException | Error e) {
      servers.close();
      throw e;
    }
  }

  /** Starts the stages, which must not run, and waits until they are live. */
  void startNode() {
    HeadwaterNode started =
        HeadwaterNode.start(plan(), new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    node = Optional.of(started);
    await("live").atMost(LIMIT).until(() -> isLive(started));
  }

  /** What a process that starts now would do. */
  NodePlan plan() {
    return NodePlanner.plan(configuration.application(), Map.of(), line -> {});
  }

  /** Stops the stages; the servers run on. */
  void stopNode() {
    node.ifPresent(HeadwaterNode::stop);
    node = Optional.empty();
  }

  HeadwaterNode node() {
    return node.orElseThrow(() -> new IllegalStateException("the stages are stopped"));
  }

  DemoServers servers() {
    return servers;
  }

  Configuration configuration() {
    return configuration;
  }

  HttpAnswers http() {
    return new HttpAnswers(node().uri());
  }

  /** Runs the statements in one transaction. */
  void transaction(String... statements) throws SQLException {
    servers.transaction(statements);
  }

  /** A state topic's records from the beginning. */
  TopicLog states() {
    return new TopicLog(servers.kafka(), STATES);
  }

  /** The document that the source has for a widget; empty when it has none. */
  Optional<String> document(int id) throws SQLException {
    try (Connection connection = servers.connect()) {
      return DemoOracle.widget(connection, id);
    }
  }

  /** The documents that the source has, by id. */
  Map<String, String> expected() throws SQLException {
    return Documents.ofSource(servers);
  }

  /** The documents that HTTP serves, by id. */
  Map<String, String> served() {
    StateTable table = new StateTable();
    try {
      http().bootstrap(table);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return Documents.of(table);
  }

  /**
   * Waits until all that the source has committed is captured, applied, published and in the view.
   *
   * <p>It updates a widget without changing it: the log goes on by that, and nothing is published
   * that would have to be waited for too.
   */
  void awaitCaughtUp() throws SQLException {
    LogSequenceNumber position;
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_wal_insert_lsn()")) {
      row.next();
      position = LogSequenceNumber.valueOf(row.getString(1));
    }
    transaction("update widgets set quantity = quantity where id = 1");
    await("caught up with " + position.asString())
        .atMost(LIMIT)
        .during(HOLD)
        .until(() -> hasReached(position) && isLive(node()));
  }

  @Override
  public void close() {
    try {
      stopNode();
    } finally {
      servers.close();
    }
  }

  private boolean hasReached(LogSequenceNumber position) {
    return node()
        .sources()
        .named(SOURCE)
        .flatMap(SourceStatus::position)
        .filter(reached -> LogSequenceNumber.valueOf(reached).compareTo(position) >= 0)
        .isPresent();
  }

  private static boolean isLive(HeadwaterNode node) {
    Optional<SourceStatus> status = node.sources().named(SOURCE);
    return status.map(SourceStatus::state).equals(Optional.of(EngineState.STREAMING))
        && node.isSettled(SOURCE, WIDGET);
  }
}
