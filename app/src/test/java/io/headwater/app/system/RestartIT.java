package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A process that is stopped and started goes on where it was, also without its local data. */
class RestartIT extends PipelineScenario {

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.start(folder, WIDGETS);
  }

  @Test
  void aRestartTakesNoSnapshotAndPublishesNothingTwice() throws SQLException {
    pipeline.transaction("update widgets set quantity = 1001 where id = 41");
    pipeline.transaction("delete from widgets where id = 42");
    pipeline.awaitCaughtUp();
    List<Entry> before = states.all();

    pipeline.stopNode();
    pipeline.startNode();

    assertThat(states.all()).isEqualTo(before);
    assertThat(snapshots()).isEqualTo(1);

    pipeline.stopNode();
    pipeline.transaction("update widgets set quantity = 1002 where id = 41");
    pipeline.transaction("insert into widgets (id, name, quantity) values (42, 'Back', 1)");
    pipeline.transaction("delete from widgets where id = 43");
    pipeline.startNode();
    pipeline.awaitCaughtUp();

    assertThat(states.summaries(41)).containsExactly("create v1", "update v2", "update v3");
    assertThat(states.summaries(42))
        .containsExactly("create v1", "delete v2", "tombstone", "create v3");
    assertThat(states.summaries(43)).containsExactly("create v1", "delete v2", "tombstone");
    assertThat(states.all())
        .as("the changes made meanwhile, and those of the two waits for them")
        .hasSize(before.size() + 4 + 1);
    assertThat(snapshots()).isEqualTo(1);
    assertThat(pipeline.served()).isEqualTo(pipeline.expected());
  }

  @Test
  void withoutItsLocalDataEverythingIsRebuiltAndNothingIsPublishedTwice()
      throws SQLException, IOException {
    pipeline.transaction("update widgets set quantity = 1001 where id = 41");
    pipeline.transaction("delete from widgets where id = 42");
    pipeline.awaitCaughtUp();
    List<Entry> before = states.all();

    pipeline.stopNode();
    delete(pipeline.configuration().data());
    pipeline.transaction("update widgets set quantity = 1002 where id = 41");
    pipeline.startNode();

    assertThat(states.await(41, 3))
        .extracting(Entry::summary)
        .containsExactly("create v1", "update v2", "update v3");
    pipeline.transaction("insert into widgets (id, name, quantity) values (42, 'Back', 1)");
    assertThat(states.await(42, 4))
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone", "create v3");
    pipeline.awaitCaughtUp();
    assertThat(states.all()).hasSize(before.size() + 3);
    assertThat(snapshots()).isEqualTo(1);
    await()
        .atMost(RunningPipeline.LIMIT)
        .untilAsserted(() -> assertThat(pipeline.served()).isEqualTo(pipeline.expected()));
  }

  private long snapshots() {
    try (TopicLog changes =
        new TopicLog(pipeline.servers().kafka(), Topics.changes(RunningPipeline.SOURCE))) {
      return changes.all().stream()
          .filter(entry -> entry.json().path("control").asText().equals("SNAPSHOT_STARTED"))
          .count();
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
