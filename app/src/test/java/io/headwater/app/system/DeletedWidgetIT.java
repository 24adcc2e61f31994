package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.client.consume.StateTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deleted widget is gone everywhere, stays gone, and keeps its place in the order. */
class DeletedWidgetIT {

  private static final int WIDGETS = 300;

  @TempDir static Path folder;
  private static RunningPipeline pipeline;
  private static TopicLog states;

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline = RunningPipeline.start(folder, WIDGETS);
    states = pipeline.states();
  }

  @AfterAll
  static void stop() {
    states.close();
    pipeline.close();
  }

  @Test
  void aDeleteIsADeleteRecordAndThenATombstone() throws SQLException, InterruptedException {
    pipeline.transaction("delete from widgets where id = 21");

    List<Entry> records = states.await(21, 3);
    assertThat(records)
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone");
    JsonNode deletion = records.get(1).json();
    assertThat(deletion.get("resource").isNull()).isTrue();
    assertThat(deletion.at("/source/transaction").asText()).isNotEmpty();
    assertThat(records.subList(1, 3))
        .allSatisfy(
            entry ->
                assertThat(entry.headers())
                    .containsEntry("ce_type", "headwater.widget.delete")
                    .containsEntry("ce_id", "widget/21/2")
                    .containsEntry("ce_subject", "21")
                    .containsEntry("ce_time", deletion.path("timestamp").asText())
                    .containsEntry("headwater_version", "2"));
    assertThat(records).extracting(Entry::partition).containsOnly(records.getFirst().partition());

    await()
        .atMost(RunningPipeline.LIMIT)
        .until(() -> pipeline.http().status("/v1/resources/widget/21") == 404);
    StateTable bootstrap = new StateTable();
    pipeline.http().bootstrap(bootstrap);
    assertThat(bootstrap.states()).doesNotContainKey("21").containsKey("20");
  }

  @Test
  void itsChildrensLateChangesDoNotBringItBack() throws SQLException {
    pipeline.transaction(
        "alter table widget_dimensions drop constraint widget_dimensions_widget_id_fkey",
        "alter table widget_colors drop constraint widget_colors_widget_id_fkey");
    pipeline.transaction("delete from widgets where id = 22");
    pipeline.transaction("update widget_colors set color = 'late' where widget_id = 22");
    pipeline.transaction("insert into widget_colors (widget_id, color) values (22, 'later')");
    pipeline.transaction("delete from widget_dimensions where widget_id = 22");
    pipeline.transaction("insert into widget_dimensions values (22, 1, 2, 3)");
    pipeline.transaction(
        "delete from widget_colors where widget_id = 22 and id ="
            + " (select min(id) from widget_colors where widget_id = 22)");
    pipeline.awaitCaughtUp();

    assertThat(states.summaries(22)).containsExactly("create v1", "delete v2", "tombstone");
    assertThat(pipeline.http().status("/v1/resources/widget/22")).isEqualTo(404);

    pipeline.transaction("insert into widgets (id, name, quantity) values (22, 'Back', 1)");

    Entry created = states.await(22, 4).getLast();
    assertThat(created.summary()).isEqualTo("create v3");
    assertThat(created.json().path("resource"))
        .isEqualTo(TopicLog.parse(pipeline.document(22).orElseThrow()));
    assertThat(created.json().at("/resource/colors").toString()).isEqualTo("[\"late\",\"later\"]");
  }

  @Test
  void aWidgetThatIsCreatedAgainGoesOnWithItsVersions() throws SQLException {
    for (int round = 0; round < 3; round++) {
      pipeline.transaction("delete from widgets where id = 23");
      pipeline.transaction("insert into widgets (id, name, quantity) values (23, 'Again', 1)");
    }
    pipeline.transaction("update widgets set quantity = 2 where id = 23");

    assertThat(states.await(23, 11))
        .extracting(Entry::summary)
        .containsExactly(
            "create v1",
            "delete v2",
            "tombstone",
            "create v3",
            "delete v4",
            "tombstone",
            "create v5",
            "delete v6",
            "tombstone",
            "create v7",
            "update v8");
    await()
        .atMost(RunningPipeline.LIMIT)
        .until(() -> pipeline.http().widget(23).path("version").asLong() == 8);
  }

  @Test
  void aWidgetThatLivedForOneTransactionIsNeverSeen() throws SQLException {
    pipeline.transaction(
        "insert into widgets (id, name, quantity) values (7001, 'Short', 1)",
        "insert into widget_colors (widget_id, color) values (7001, 'short')",
        "delete from widget_colors where widget_id = 7001",
        "delete from widgets where id = 7001");
    pipeline.awaitCaughtUp();

    assertThat(states.of(7001)).isEmpty();
  }
}
