package io.headwater.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.client.bootstrap.BootstrapException;
import io.headwater.client.consume.StateTable;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.DemoTrafficSettings;
import io.headwater.dev.demo.RunningTraffic;
import io.headwater.dev.server.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** Servers, nodes and traffic of one test, and the check of all that they have written. */
final class TestCluster implements AutoCloseable {

  static final long SEED = Long.getLong("headwater.test.seed", 20_261_120);

  private static final String PUBLISHED = "headwater_state_records_total";
  private static final int SEED_NODES = 2;
  private static final int MAX_NODES = 4;

  // Together with the nodes, the servers have two cores: what comes must not pile up behind a
  // pause.
  private static final double COUNTING_RATE = 50;
  private static final double DEMO_RATE = 20;

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final Path folder;
  private final ClusterServers servers;
  private final Journal journal;
  private final List<Integer> ports = Ports.free(MAX_NODES);
  private final List<ClusterNode> nodes = new ArrayList<>();
  private final CommittedHistory history;
  private Optional<CountingTraffic> counting = Optional.empty();
  private Optional<RunningTraffic> demo = Optional.empty();
  private Map<String, Long> counted = Map.of();

  /** Where the resources' journal is. */
  enum Journal {
    KAFKA,
    POSTGRES
  }

  private TestCluster(Path folder, ClusterServers servers, Journal journal) {
    this.folder = folder;
    this.servers = servers;
    this.journal = journal;
    this.history = new CommittedHistory(servers, journal);
  }

  /**
   * Starts the servers and the nodes, and waits until the source's snapshot is published.
   *
   * @param size how many nodes
   * @param proxied numbers of the nodes, from 1, that reach Kafka through the proxy
   */
  static TestCluster start(Path folder, int size, Set<Integer> proxied)
      throws SQLException, IOException {
    return start(folder, size, proxied, Journal.KAFKA);
  }

  /** As the other, with the resources' journal in one of two places. */
  static TestCluster start(Path folder, int size, Set<Integer> proxied, Journal journal)
      throws SQLException, IOException {
    TestCluster cluster =
        new TestCluster(folder, ClusterServers.start(folder.resolve("kafka")), journal);
    try {
      for (int number = 1; number <= size; number++) {
        cluster.configure(size > 1, proxied.contains(number)).start();
      }
      cluster.nodes.forEach(ClusterNode::awaitReady);
      cluster.awaitPublished("the snapshot", Map.of());
      return cluster;
    } catch (RuntimeException | Error | IOException | SQLException e) {
      cluster.close();
      throw e;
    }
  }

  ClusterServers servers() {
    return servers;
  }

  /** A node by its number, from 1. */
  ClusterNode node(int number) {
    return nodes.get(number - 1);
  }

  /** Starts one more node and waits until it is ready. */
  ClusterNode join() throws IOException, SQLException {
    ClusterNode node = configure(true, false);
    node.start();
    node.awaitReady();
    return node;
  }

  /** Starts the load and waits until it has arrived. */
  void startTraffic() throws SQLException {
    counting = Optional.of(CountingTraffic.start(servers, COUNTING_RATE, SEED));
    demo =
        Optional.of(
            DemoTraffic.start(
                DemoTrafficSettings.atRate(servers::connect, DEMO_RATE)
                    .withWidgets(ClusterServers.WIDGETS)
                    .withSeed(SEED)));
    awaitCounted(200);
    awaitAllCounted("the first load");
  }

  /** Waits until the load has gone on for so many counts. */
  void awaitCounted(int more) {
    long before = counting.orElseThrow().total();
    await(more + " counts")
        .atMost(LIMIT)
        .until(() -> counting.orElseThrow().total() >= before + more);
  }

  /** Waits until all is published that was counted up to now; the load goes on. */
  void awaitAllCounted(String when) {
    awaitPublished(when, counting.orElseThrow().counted());
  }

  /** Waits until every node publishes; the load must go on. */
  void awaitAllWrite() {
    for (ClusterNode node : nodes) {
      double before = node.metric(PUBLISHED);
      try {
        await(node.name() + " publishes")
            .atMost(LIMIT)
            .pollInterval(LOOK_EVERY)
            .until(() -> node.metric(PUBLISHED) > before);
      } catch (ConditionTimeoutException e) {
        throw new AssertionError(
            "%s publishes nothing in %s%n%s".formatted(node.name(), LIMIT, lastWords()), e);
      }
    }
  }

  /**
   * Ends the load and checks that all of it is in the topics, once and in order, and that every
   * node which runs serves it.
   */
  void verify() throws SQLException, InterruptedException {
    stopTraffic();
    SourceTruth truth = new SourceTruth(servers.documents(), counted);
    await("the topics are the source's history")
        .atMost(LIMIT)
        .pollInterval(LOOK_EVERY)
        .untilAsserted(() -> assertRight(truth));
    for (ClusterNode node : nodes) {
      if (node.isRunning()) {
        await(node.name() + " serves what the source holds")
            .atMost(LIMIT)
            .pollInterval(LOOK_EVERY)
            .ignoreExceptionsInstanceOf(BootstrapException.class)
            .untilAsserted(() -> assertServes(node, truth.documents()));
      }
    }
    // What came late would be seen here.
    assertRight(truth);
  }

  /** All that is committed now. */
  History history() {
    return history.read();
  }

  /** The ends of all nodes' logs, for messages. */
  String lastWords() {
    return nodes.stream()
        .map(ClusterNode::lastWords)
        .collect(
            Collectors.joining(
                System.lineSeparator(), "seed " + SEED + System.lineSeparator(), ""));
  }

  @Override
  public void close() throws IOException, SQLException {
    try {
      stopTraffic();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      nodes.forEach(ClusterNode::close);
      history.close();
      servers.close();
    }
  }

  private ClusterNode configure(boolean clustered, boolean proxied)
      throws IOException, SQLException {
    int port = ports.get(nodes.size());
    ClusterNode node =
        ClusterNode.configure(
            folder.resolve("node-" + (nodes.size() + 1)),
            servers,
            proxied ? servers.proxy().bootstrapServers() : servers.bootstrapServers(),
            port,
            clustered ? ports.subList(0, SEED_NODES) : List.of());
    if (journal == Journal.POSTGRES) {
      node.keepJournalIn(servers.postgres());
    }
    nodes.add(node);
    return node;
  }

  private void stopTraffic() throws SQLException, InterruptedException {
    if (counting.isPresent()) {
      CountingTraffic stopped = counting.get();
      counting = Optional.empty();
      stopped.stop();
      counted = stopped.counted();
    }
    demo.ifPresent(RunningTraffic::close);
    demo = Optional.empty();
  }

  private void awaitPublished(String what, Map<String, Long> counts) {
    try {
      await("published: " + what)
          .atMost(LIMIT)
          .pollInterval(LOOK_EVERY)
          .until(() -> unpublished(counts) == 0);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "%s: %d resources are behind after %s%n%s"
              .formatted(what, unpublished(counts), LIMIT, lastWords()),
          e);
    }
  }

  /** How many resources have not been published as often as they were counted, and once more. */
  private long unpublished(Map<String, Long> counts) {
    Map<String, Long> versions = history.read().versions();
    long missing = ClusterServers.WIDGETS + ClusterServers.COUNTERS - (long) versions.size();
    return missing
        + counts.entrySet().stream()
            .filter(count -> versions.getOrDefault(count.getKey(), 0L) <= count.getValue())
            .count();
  }

  private void assertRight(SourceTruth truth) {
    assertThat(HistoryCheck.violations(history.read(), truth)).as(this::lastWords).isEmpty();
  }

  private void assertServes(ClusterNode node, Map<String, JsonNode> documents)
      throws InterruptedException {
    StateTable served = new StateTable();
    node.http().bootstrap(served);
    Map<String, JsonNode> found = new HashMap<>();
    served
        .states()
        .forEach((id, state) -> found.put(id, StateEntry.parse(state.toString()).path("resource")));
    assertThat(found).as(this::lastWords).isEqualTo(documents);
  }
}
