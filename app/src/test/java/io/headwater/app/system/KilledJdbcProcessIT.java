package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateTable;
import io.headwater.dev.demo.DemoTraffic;
import io.headwater.dev.demo.DemoTrafficSettings;
import io.headwater.dev.demo.RunningTraffic;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process with the journal in PostgreSQL is killed with SIGKILL again and again under traffic:
 * nothing is lost, nothing is published twice, no version goes back.
 */
class KilledJdbcProcessIT {

  private static final long SEED = Long.getLong("headwater.test.seed", 20_261_120);
  private static final int WIDGETS = 300;
  private static final double RATE = 100;
  private static final int KILLS = 4;
  private static final int MAX_LIFE_MILLIS = 4_000;
  private static final Duration SERVING_LIMIT = Duration.ofSeconds(120);
  private static final Duration EQUAL_LIMIT = Duration.ofSeconds(120);
  private static final Duration READ_LIMIT = Duration.ofSeconds(120);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostAndNothingIsPublishedTwice() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    try (DemoServers servers = DemoServers.start(WIDGETS)) {
      Configuration configuration =
          Configuration.write(folder, servers).withJdbcJournal(servers.postgres());
      try (RunningTraffic traffic = traffic(servers)) {
        for (int kill = 1; kill <= KILLS; kill++) {
          try (HeadwaterProcess process = serving(configuration)) {
            assertThat(process.livesFor(Duration.ofMillis(random.nextInt(MAX_LIFE_MILLIS))))
                .as("kill %d, seed %d%n%s", kill, SEED, process.lastWords())
                .isTrue();
            process.kill();
          }
        }
        assertThat(traffic.stop().firstError()).isEmpty();
      }
      try (HeadwaterProcess process = serving(configuration)) {
        await("all of it, seed " + SEED)
            .atMost(EQUAL_LIMIT)
            .untilAsserted(
                () ->
                    assertThat(Documents.of(published(servers)))
                        .as(process::progress)
                        .isEqualTo(Documents.ofSource(servers)));
      }
      StateTable published = published(servers);
      assertThat(published.violations()).as("seed %d", SEED).isEmpty();
      assertThat(published.counts().duplicates()).isZero();
      assertThat(published.counts().regressions()).isZero();
    }
  }

  private HeadwaterProcess serving(Configuration configuration) throws Exception {
    HeadwaterProcess process =
        HeadwaterProcess.start(folder, "run", "--config", configuration.application().toString());
    try {
      await("serving")
          .atMost(SERVING_LIMIT)
          .until(
              () ->
                  process.output().contains("serving") || !process.livesFor(Duration.ofMillis(1)));
      assertThat(process.output()).as(process.lastWords()).contains("serving");
      return process;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  private static RunningTraffic traffic(DemoServers servers) throws SQLException {
    return DemoTraffic.start(
        DemoTrafficSettings.atRate(servers::connect, RATE).withWidgets(WIDGETS).withSeed(SEED));
  }

  /** The state topic as it is, folded. */
  private static StateTable published(DemoServers servers) {
    StateTable table = new StateTable();
    try (StateFollower follower =
        StateFollower.fromBeginning(servers.kafka(), RunningPipeline.STATES)) {
      follower.readToEnd(READ_LIMIT, table::apply);
    }
    return table;
  }
}
