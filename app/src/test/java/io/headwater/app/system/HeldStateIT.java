package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Value;
import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Actors say what they hold, also those that are not in memory, and nothing is written for it. */
class HeldStateIT extends PipelineScenario {

  private static final int NEVER = WIDGETS + 1;

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.start(folder, WIDGETS, "produce.active-entities = 20");
  }

  @Test
  void everyActorHoldsWhatTheSourceHas() throws SQLException {
    pipeline.transaction("update widgets set quantity = 1001 where id = 41");
    pipeline.transaction("delete from widgets where id = 42");
    pipeline.awaitCaughtUp();

    Map<ResourceKey, HeldState> held = ask();

    Map<String, String> documents = new HashMap<>();
    held.forEach(
        (resource, state) -> {
          if (state instanceof HeldState.Live live) {
            documents.put(
                resource.id().text(), TopicLog.parse(live.document().json().toString()).toString());
          }
        });
    assertThat(documents).isEqualTo(pipeline.expected());
    assertThat(held.get(key(41))).isInstanceOf(HeldState.Live.class);
    assertThat(held.get(key(41)).version()).isEqualTo(2);
    assertThat(held.get(key(42))).isEqualTo(new HeldState.Deleted(2));
    assertThat(held.get(key(NEVER))).isEqualTo(new HeldState.Absent());
  }

  @Test
  void askingWritesNothing() {
    try (TopicLog journal = new TopicLog(pipeline.servers().kafka(), Topics.JOURNAL)) {
      int events = journal.all().size();
      int records = states.all().size();

      Map<ResourceKey, HeldState> first = ask();
      Map<ResourceKey, HeldState> second = ask();

      assertThat(second).isEqualTo(first).hasSize(NEVER);
      assertThat(journal.all()).hasSize(events);
      assertThat(states.all()).hasSize(records);
    }
  }

  private Map<ResourceKey, HeldState> ask() {
    List<ResourceKey> all = LongStream.rangeClosed(1, NEVER).mapToObj(HeldStateIT::key).toList();
    return pipeline.node().held(all).toCompletableFuture().join();
  }

  private static ResourceKey key(long id) {
    return new ResourceKey(RunningPipeline.WIDGET, ResourceId.of(Value.of(id)));
  }
}
