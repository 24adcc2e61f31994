package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.bootstrap.BootstrapResult;
import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateTable;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.DemoTrafficSettings;
import io.headwater.dev.demo.RunningTraffic;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bootstrap and the stream after its positions are all states: without a gap, each once. */
class BootstrapWhileWritingIT {

  private static final int WIDGETS = 300;
  private static final int PARTITIONS = 4;
  private static final int THREADS = 2;
  private static final double RATE = 300;
  private static final long SEED = 20_261_120;
  private static final long BEFORE = 200;
  private static final long AFTER = 600;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static RunningPipeline pipeline;

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline = RunningPipeline.start(folder, WIDGETS);
  }

  @AfterAll
  static void stop() {
    pipeline.close();
  }

  @Test
  void aDownloadUnderWritesFollowedFromItsPositionsEndsEqualToTheSource()
      throws SQLException, InterruptedException {
    StateTable table = new StateTable();
    BootstrapResult bootstrap;
    try (RunningTraffic traffic = traffic()) {
      awaitTotal(traffic, BEFORE);
      bootstrap = pipeline.http().bootstrap(table);
      awaitTotal(traffic, AFTER);
    }
    pipeline.awaitCaughtUp();

    follow(table, bootstrap.positions());

    assertEqualsTheSource(table);
    assertThat(table.counts().applied()).isGreaterThan(bootstrap.count());
  }

  @Test
  void downloadsOfSinglePartitionsUnderWritesAreTheWholeTogether()
      throws SQLException, InterruptedException {
    StateTable table = new StateTable();
    Map<Integer, Long> positions = new HashMap<>();
    try (RunningTraffic traffic = traffic()) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        awaitTotal(traffic, (partition + 1) * (BEFORE / 2));
        BootstrapResult part = pipeline.http().bootstrap(partition, table);
        assertThat(part.positions()).containsOnlyKeys(partition);
        positions.putAll(part.positions());
      }
      awaitTotal(traffic, AFTER);
    }
    pipeline.awaitCaughtUp();

    follow(table, positions);

    assertEqualsTheSource(table);
  }

  @Test
  void partitionsAndTheWholeAreTheSameAtRest() throws SQLException, InterruptedException {
    pipeline.awaitCaughtUp();
    StateTable whole = new StateTable();
    StateTable parts = new StateTable();

    BootstrapResult bootstrap = pipeline.http().bootstrap(whole);
    Map<Integer, Long> positions = new HashMap<>();
    long count = 0;
    for (int partition = 0; partition < PARTITIONS; partition++) {
      BootstrapResult part = pipeline.http().bootstrap(partition, parts);
      positions.putAll(part.positions());
      count += part.count();
    }

    assertThat(parts.states()).isEqualTo(whole.states());
    assertThat(positions).isEqualTo(bootstrap.positions());
    assertThat(count).isEqualTo(bootstrap.count()).isEqualTo(whole.states().size());
    assertEqualsTheSource(whole);
  }

  private static RunningTraffic traffic() throws SQLException {
    return DemoTraffic.start(
        DemoTrafficSettings.atRate(pipeline.servers()::connect, RATE)
            .withWidgets(WIDGETS)
            .withThreads(THREADS)
            .withSeed(SEED));
  }

  private static void awaitTotal(RunningTraffic traffic, long total) {
    await("%d transactions, seed %d".formatted(total, SEED))
        .atMost(LIMIT)
        .until(() -> traffic.report().total() >= total);
  }

  private static void follow(StateTable table, Map<Integer, Long> positions) {
    try (StateFollower follower =
        StateFollower.from(pipeline.servers().kafka(), RunningPipeline.STATES, positions)) {
      follower.readToEnd(LIMIT, table::apply);
    }
  }

  private static void assertEqualsTheSource(StateTable table) throws SQLException {
    assertThat(Documents.of(table)).as("seed %d", SEED).isEqualTo(pipeline.expected());
    assertThat(table.violations()).isEmpty();
    assertThat(table.counts().duplicates()).isZero();
    assertThat(table.counts().regressions()).isZero();
    assertThat(table.counts().outdated()).isZero();
  }
}
