package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.system.TopicLog.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a transaction of the source becomes on the state topic.
 *
 * <p>Records of one widget are in the order of its changes. So a change that must not publish is
 * followed by one that does, and nothing may be between.
 */
class TransactionIT {

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
    try (RunningPipeline stopped = pipeline;
        TopicLog closed = states) {
      assertThat(stopped.node().failure()).isEmpty();
      assertThat(closed.all()).isNotEmpty();
    }
  }

  @Test
  void aTransactionThatTouchesAWidgetManyTimesPublishesItOnce() throws SQLException {
    pipeline.transaction(
        "update widgets set quantity = 1001 where id = 11",
        "update widget_dimensions set x = 1002 where widget_id = 11",
        "insert into widget_colors (widget_id, color) values (11, 'first')",
        "insert into widget_colors (widget_id, color) values (11, 'second')",
        "update widgets set quantity = 1003, name = 'Five changes' where id = 11");
    publishedBy(11, "update widgets set quantity = 1004 where id = 11");

    List<Entry> records = states.of(11);
    assertThat(states.summaries(11)).containsExactly("create v1", "update v2", "update v3");
    assertThat(records.get(1).json().at("/resource/quantity").asInt()).isEqualTo(1003);
    assertThat(records.get(1).json().at("/resource/dimensions/x").asInt()).isEqualTo(1002);
    assertThat(records.get(1).json().at("/resource/colors").toString())
        .endsWith("\"first\",\"second\"]");
    assertThat(records.get(1).json().path("partial").isMissingNode()).isTrue();
  }

  @Test
  void aChangeThatChangesNothingPublishesNothing() throws SQLException {
    pipeline.transaction("update widgets set quantity = quantity where id = 12");
    pipeline.transaction("update widget_colors set color = color where widget_id = 12");
    publishedBy(12, "update widgets set quantity = 1001 where id = 12");

    assertThat(states.summaries(12)).containsExactly("create v1", "update v2");
  }

  @Test
  void aChangeThatIsTakenBackInItsTransactionPublishesNothing() throws SQLException {
    pipeline.transaction(
        "update widgets set name = 'there and' where id = 13",
        "insert into widget_colors (id, widget_id, color) values (99001, 13, 'back')",
        "delete from widget_colors where id = 99001",
        "update widgets set name = 'Widget 13' where id = 13");
    publishedBy(13, "update widgets set quantity = 1001 where id = 13");

    assertThat(states.summaries(13)).containsExactly("create v1", "update v2");
  }

  @Test
  void aRolledBackTransactionPublishesNothing() throws SQLException {
    try (Connection connection = pipeline.servers().connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("update widgets set name = 'never' where id = 14");
      statement.execute("delete from widget_colors where widget_id = 14");
      connection.rollback();
    }
    publishedBy(14, "update widgets set quantity = 1001 where id = 14");

    assertThat(states.summaries(14)).containsExactly("create v1", "update v2");
    assertThat(states.of(14).getLast().json().at("/resource/name").asText()).isEqualTo("Widget 14");
    assertThat(states.of(14).getLast().json().at("/resource/colors")).hasSize(2);
  }

  @Test
  void onlyWhatASavepointKeptIsPublished() throws SQLException {
    pipeline.transaction(
        "update widgets set quantity = 1001 where id = 15",
        "savepoint before",
        "update widgets set name = 'never' where id = 15",
        "rollback to savepoint before",
        "update widget_dimensions set z = 1002 where widget_id = 15");

    Entry published = states.await(15, 2).getLast();
    assertThat(published.summary()).isEqualTo("update v2");
    assertThat(published.json().at("/resource/name").asText()).isEqualTo("Widget 15");
    assertThat(published.json().at("/resource/quantity").asInt()).isEqualTo(1001);
    assertThat(published.json().at("/resource/dimensions/z").asInt()).isEqualTo(1002);
  }

  @Test
  void aWidgetThatIsDeletedAndCreatedInOneTransactionIsAnUpdate() throws SQLException {
    pipeline.transaction(
        "delete from widgets where id = 16",
        "insert into widgets (id, name, quantity) values (16, 'Again', 1001)",
        "insert into widget_colors (widget_id, color) values (16, 'new')");
    publishedBy(16, "update widgets set quantity = 1002 where id = 16");

    assertThat(states.summaries(16)).containsExactly("create v1", "update v2", "update v3");
    assertThat(states.of(16).get(1).json().path("resource").toString())
        .isEqualTo(
            "{\"id\":16,\"name\":\"Again\",\"description\":null,\"quantity\":1001,"
                + "\"dimensions\":null,\"colors\":[\"new\"]}");
  }

  @Test
  void theWidgetsOfATransactionCarryItsIdAndAppearOnceEach() throws SQLException {
    String moved = "update widget_colors set widget_id = 18 where widget_id = 17";
    pipeline.transaction(
        "update widgets set quantity = quantity + 1 where id between 17 and 19",
        moved,
        "update widgets set quantity = quantity + 1 where id between 17 and 19");
    for (int id = 17; id <= 19; id++) {
      publishedBy(id, "update widgets set quantity = 5000 where id = " + id);
    }

    List<Entry> records = Stream.of(17, 18, 19).map(id -> states.of(id).get(1)).toList();
    assertThat(records)
        .extracting(entry -> entry.json().at("/source/transaction").asText())
        .doesNotContain("")
        .containsOnly(records.getFirst().json().at("/source/transaction").asText());
    assertThat(records)
        .extracting(entry -> entry.json().path("timestamp").asText())
        .containsOnly(records.getFirst().json().path("timestamp").asText());
    assertThat(records)
        .extracting(entry -> entry.json().at("/resource/colors").size())
        .containsExactly(0, 5, 3);
    for (int id = 17; id <= 19; id++) {
      assertThat(states.summaries(id)).containsExactly("create v1", "update v2", "update v3");
    }
  }

  /** Runs a change of the quantity that must be published, and waits until it is. */
  private static void publishedBy(int id, String update) throws SQLException {
    pipeline.transaction(update);
    String document = pipeline.document(id).orElseThrow();
    states.await(
        id,
        records ->
            records.getLast().value().isPresent()
                && records.getLast().json().path("resource").equals(TopicLog.parse(document)));
  }
}
