package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.typesafe.config.Config;
import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.core.normalize.ColumnRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemConfigTest {

  private static final String SEEDS = "pekko.cluster.seed-nodes";
  private static final String WRITER = "headwater.persistence.journal.writer-id";

  @TempDir Path folder;

  @Test
  void aProcessWithoutSeedNodesRunsAlone() throws IOException {
    Config config = config("");

    assertThat(config.getStringList(SEEDS)).isEmpty();
    assertThat(config.getString(WRITER)).isEqualTo("node-1");
    assertThat(config.getInt("pekko.remote.artery.canonical.port")).isZero();
  }

  @Test
  void aNodeOfAClusterHasItsOwnWriterAndAddress() throws IOException {
    Config config =
        config(
            """
            headwater.cluster {
              node-name = "node-b", host = "b.example", port = 7355
              seed-nodes = ["a.example:7355", "b.example:7355"]
            }
            """);

    assertThat(config.getStringList(SEEDS))
        .containsExactly("pekko://headwater@a.example:7355", "pekko://headwater@b.example:7355");
    assertThat(config.getString(WRITER)).isEqualTo("node-b");
    assertThat(config.getString("pekko.remote.artery.canonical.hostname")).isEqualTo("b.example");
    assertThat(config.getInt("pekko.remote.artery.canonical.port")).isEqualTo(7355);
  }

  @Test
  void onlyTheFirstSeedNodeWaitsLongForTheOthers() throws IOException {
    String timeout = "pekko.cluster.seed-node-timeout";
    String node =
        "headwater.cluster { node-name = n, port = %d, seed-nodes = [\"127.0.0.1:1\", \"127.0.0.1:2\"] }\n";

    assertThat(config(node.formatted(1)).getDuration(timeout)).isEqualTo(Duration.ofSeconds(20));
    assertThat(config(node.formatted(2)).getDuration(timeout)).isEqualTo(Duration.ofSeconds(3));
    assertThat(config(node.formatted(1) + timeout + " = 1m").getDuration(timeout))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(
            config(node.formatted(1) + "pekko.cluster.split-brain-resolver.stable-after = 30s")
                .getDuration(timeout))
        .isEqualTo(Duration.ofSeconds(43));
  }

  @Test
  void theFirstSeedNodeIsKnownByItsAddressHoweverItIsWritten() throws IOException {
    String node =
        "headwater.cluster { node-name = n, host = \"fd00::1\", port = 7355 }\n"
            + SEEDS
            + " = [\"pekko://headwater@[fd00::1]:7355/\", \"pekko://headwater@[fd00::2]:7355\"]";

    assertThat(config(node).getDuration("pekko.cluster.seed-node-timeout"))
        .isEqualTo(Duration.ofSeconds(20));
  }

  @Test
  void seedNodesMayBeOneText() throws IOException {
    Config config =
        config("headwater.cluster { node-name = n, seed-nodes = \"127.0.0.1:1, localhost:2\" }");

    assertThat(config.getStringList(SEEDS))
        .containsExactly("pekko://headwater@127.0.0.1:1", "pekko://headwater@localhost:2");
  }

  @Test
  void aNodeOfAClusterNeedsAName() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> config("headwater.cluster.seed-nodes = [\"localhost:1\"]"))
        .withMessageContaining("headwater.cluster.node-name is not")
        .withMessageContaining("mend: give every node a name");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> config(SEEDS + " = [\"pekko://headwater@localhost:1\"]"))
        .withMessageContaining("headwater.cluster.node-name is not");
  }

  @Test
  void aNodeThatOthersCannotReachIsRefused() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () -> config("headwater.cluster { node-name = n, seed-nodes = [\"a.example:1\"] }"))
        .withMessageContaining("headwater.cluster.host is 127.0.0.1");
  }

  @Test
  void changesUnderWayMustFindRoomInTheJournal() {
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(
            () ->
                SystemConfig.of(
                    plan(
                        "headwater.produce.max-open-changes = 60000",
                        List.of(source("a"), source("b")))))
        .withMessageContaining("120,000")
        .withMessageContaining("max-queued of 100,000");
  }

  private static SourcePlan source(String name) {
    return new SourcePlan(
        name,
        new EnginePlan.Debezium(DatabaseVendor.POSTGRESQL, Map.of()),
        List.of(),
        ColumnRules.none(),
        Set.of());
  }

  private Config config(String application) throws IOException {
    return SystemConfig.of(plan(application, List.of()));
  }

  private NodePlan plan(String application, List<SourcePlan> sources) throws IOException {
    Path file = Files.writeString(folder.resolve("application.conf"), application);
    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(file, Map.of());
    return new NodePlan(loaded.require(), loaded.config(), List.of(), Map.of(), sources);
  }
}
