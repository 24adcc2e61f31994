package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.consume.StateFollower;
import io.headwater.client.consume.StateTable;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.headwater.dev.server.PostgresServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole process, its Kafka broker included, is killed with SIGKILL again and again under
 * traffic: nothing is lost, nothing is published twice, no version goes back.
 */
class KilledProcessIT {

  private static final long SEED = Long.getLong("headwater.test.seed", 20_261_120);
  private static final int KILLS = 5;
  private static final int MAX_LIFE_MILLIS = 1_500;
  private static final int MAX_SNAPSHOT_MILLIS = 250;
  private static final Duration LIVE_LIMIT = Duration.ofSeconds(240);
  private static final Duration VERIFY_LIMIT = Duration.ofSeconds(240);
  private static final Duration READ_LIMIT = Duration.ofSeconds(120);

  @TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void nothingIsLostAndNothingIsPublishedTwice() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    killInTheSnapshot(Duration.ofMillis(random.nextInt(MAX_SNAPSHOT_MILLIS)));
    for (int kill = 1; kill <= KILLS; kill++) {
      killUnderTraffic(kill, Duration.ofMillis(random.nextInt(MAX_LIFE_MILLIS)));
    }

    StateTable published = published();
    assertThat(published.states()).as("seed %d", SEED).isNotEmpty();
    assertThat(published.violations()).as("seed %d", SEED).isEmpty();
    assertThat(published.counts().duplicates()).isZero();
    assertThat(published.counts().regressions()).isZero();

    try (HeadwaterProcess verification = dev("--verify", "--seconds", "5")) {
      int exit = verification.awaitExit(VERIFY_LIMIT);
      assertThat(verification.output())
          .as("seed %d%n%s", SEED, verification.lastWords())
          .containsPattern("verified \\d+ resources: 0 differences");
      assertThat(exit).isZero();
    }
    await("no process is left").atMost(LIVE_LIMIT).until(() -> leftovers().isEmpty());
  }

  @AfterEach
  void stopThePostgresThatAKilledProcessLeft() throws IOException {
    Path postgres = folder.resolve("data").resolve("postgres");
    if (Files.isDirectory(postgres) && !leftovers().isEmpty()) {
      // A start on the folder ends what runs there, and the close ends the start.
      EmbeddedPostgresServer.start(PostgresServerSettings.keptIn(postgres)).close();
    }
  }

  private void killInTheSnapshot(Duration moment) throws Exception {
    try (HeadwaterProcess process = dev()) {
      process.awaitProgress("public.widget", LIVE_LIMIT);
      assertThat(process.livesFor(moment)).isTrue();
      process.kill();
    }
  }

  private void killUnderTraffic(int kill, Duration moment) throws Exception {
    try (HeadwaterProcess process = dev()) {
      process.awaitProgress("LIVE", LIVE_LIMIT);
      await("changes").atMost(LIVE_LIMIT).until(() -> process.output().contains("widget/"));
      assertThat(process.livesFor(moment))
          .as("kill %d, seed %d%n%s", kill, SEED, process.lastWords())
          .isTrue();
      process.kill();
    }
  }

  /** The state topic as it is, folded. */
  private StateTable published() {
    StateTable table = new StateTable();
    try (EmbeddedKafkaBroker kafka =
            EmbeddedKafkaBroker.start(
                KafkaBrokerSettings.keptIn(folder.resolve("data").resolve("kafka")));
        StateFollower follower =
            StateFollower.fromBeginning(
                Map.of("bootstrap.servers", kafka.bootstrapServers()), RunningPipeline.STATES)) {
      follower.readToEnd(READ_LIMIT, table::apply);
    }
    return table;
  }

  private HeadwaterProcess dev(String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "dev",
                "--data-dir",
                folder.resolve("data").toString(),
                "--widgets",
                "2000",
                "--rate",
                "200",
                "--seed",
                Long.toString(SEED)));
    arguments.addAll(List.of(more));
    return HeadwaterProcess.start(folder, arguments.toArray(String[]::new));
  }

  /** The commands of processes that were started for this test's folder. */
  private List<String> leftovers() {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(command -> command.contains(folder.toString()))
        .toList();
  }
}
