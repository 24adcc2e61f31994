package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JournalTailIT extends WriterScenario {

  @Test
  void refusesAStoreThatIsAheadOfTheTopic() {
    JournalRuntime former = runtime("store");
    former.store().apply(List.of(), Map.of(2, 100L));
    former.close();

    assertThatThrownBy(() -> runtime("store"))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("at offset 100 of headwater.journal-2, which ends at 0")
        .hasMessageContaining("mend: remove the directory");
  }

  @Test
  void tellsWhichPartitionCannotBeOpenedWhileItIsNeeded() throws Exception {
    JournalRuntime former = runtime("store");
    former.store().apply(List.of(), Map.of(2, 100L));
    former.close();

    JournalRuntime.Surroundings surroundings =
        new JournalRuntime.Surroundings(registry, CommitObserver.NONE, Membership.NONE);
    try (JournalRuntime runtime = new JournalRuntime(settings("store"), surroundings);
        ClaimLog claims = new ClaimLog(topics.kafka())) {
      assertThatThrownBy(() -> runtime.open(2).get()).hasMessageContaining("which ends at 0");
      runtime.open(1).get();

      assertThat(runtime.problem())
          .hasValueSatisfying(
              problem -> assertThat(problem).startsWith("partition 2: ").contains("mend:"));
      assertThat(runtime.failure()).isEmpty();
      assertThat(claims.read()).extracting(Claim::partition).containsExactly(1);

      runtime.started(2);
      runtime.stopped(2);
      assertThat(runtime.problem()).isEmpty();
    }
  }

  @Test
  void readsATopicWhoseStartIsGone() throws Exception {
    JournalRuntime former = runtime("former");
    List<JournalWrite> writes = new ArrayList<>();
    for (int version = 1; version <= 5; version++) {
      JournalWrite write = write(replaced(WIDGET, "w1", version), version);
      former.submit(write);
      result(write);
      writes.add(write);
    }
    former.close();
    deleteBefore(new TopicPartition(Topics.JOURNAL, writes.getFirst().partition()), 4);

    JournalRuntime runtime = runtime("new");

    assertThat(runtime.store().entry("widget|w1")).contains(writes.getLast().entry());
  }

  private void deleteBefore(TopicPartition partition, long offset) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(topics.kafka()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, partition.topic()),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("cleanup.policy", "compact,delete"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      Awaitility.await()
          .atMost(LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () ->
                  admin
                      .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset)))
                      .all()
                      .get());
    }
  }
}
