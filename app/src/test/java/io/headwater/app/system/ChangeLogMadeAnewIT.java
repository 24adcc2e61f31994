package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

/** An operator removes the change log, and so all that was captured, to take a new snapshot. */
class ChangeLogMadeAnewIT extends PipelineScenario {

  private static final Set<String> CAPTURED =
      Set.of(Topics.changes(RunningPipeline.SOURCE), Topics.OFFSETS);

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.start(folder, WIDGETS);
  }

  @Test
  void changesFlowAgainVersionsGoOnAndNothingThatIsTheSameIsPublishedTwice() throws Exception {
    for (int quantity = 1; quantity <= 20; quantity++) {
      pipeline.transaction("update widgets set quantity = %d where id = 40".formatted(quantity));
    }
    pipeline.transaction("update widgets set quantity = 1001 where id = 41");
    pipeline.awaitCaughtUp();
    List<Entry> before = states.all();

    pipeline.stopNode();
    removeTopics();
    pipeline.transaction("update widgets set quantity = 1002 where id = 41");
    pipeline.transaction("delete from widgets where id = 42");
    pipeline.startNode();
    pipeline.awaitCaughtUp();

    assertThat(states.summaries(41)).containsExactly("create v1", "update v2", "update v3");
    assertThat(states.summaries(42)).containsExactly("create v1", "delete v2", "tombstone");
    assertThat(states.all()).as("the changes made meanwhile").hasSize(before.size() + 3);

    pipeline.transaction("update widgets set quantity = 1003 where id = 41");

    assertThat(states.await(41, 4).getLast().summary()).isEqualTo("update v4");
    pipeline.awaitCaughtUp();
    assertThat(states.all()).hasSize(before.size() + 4);
    assertThat(pipeline.served()).isEqualTo(pipeline.expected());
  }

  private void removeTopics() throws Exception {
    try (Admin admin = Admin.create(pipeline.servers().kafka())) {
      admin.deleteTopics(CAPTURED).all().get();
      await("the topics are gone")
          .atMost(RunningPipeline.LIMIT)
          .until(
              () -> {
                Set<String> left = new HashSet<>(admin.listTopics().names().get());
                left.retainAll(CAPTURED);
                return left.isEmpty();
              });
    }
  }
}
