package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.system.TopicLog.Entry;
import io.headwater.client.consume.StateTable;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the shipped configuration of the journal in PostgreSQL, the pipeline promises the same. */
class JdbcJournalIT {

  private static final int WIDGETS = 300;

  @TempDir Path folder;
  private RunningPipeline pipeline;
  private TopicLog states;

  @BeforeEach
  void start() throws SQLException, IOException {
    pipeline = RunningPipeline.startWithJdbcJournal(folder, WIDGETS);
    states = pipeline.states();
  }

  @AfterEach
  void stop() {
    states.close();
    pipeline.close();
  }

  @Test
  void eachChangeIsPublishedOnceAndInOrderAlsoAfterARestart() throws SQLException {
    pipeline.transaction(
        "insert into widgets (id, name, quantity) values (9001, 'New', 1)",
        "insert into widget_colors (widget_id, color) values (9001, 'red')");
    pipeline.transaction("update widgets set quantity = 2 where id = 9001");
    pipeline.transaction(
        "delete from widget_colors where widget_id = 9001", "delete from widgets where id = 9001");
    pipeline.transaction("insert into widgets (id, name, quantity) values (9001, 'Back', 1)");
    pipeline.awaitCaughtUp();
    List<Entry> before = states.all();

    assertThat(states.of(9001))
        .extracting(Entry::summary)
        .containsExactly("create v1", "update v2", "delete v3", "tombstone", "create v4");
    assertThat(states.of(9001).getFirst().headers())
        .containsEntry("ce_id", "widget/9001/1")
        .containsEntry("headwater_version", "1");

    pipeline.stopNode();
    pipeline.startNode();

    assertThat(states.all()).isEqualTo(before);

    pipeline.stopNode();
    pipeline.transaction("update widgets set quantity = 1002 where id = 9001");
    pipeline.transaction("delete from widgets where id = 43");
    pipeline.startNode();

    assertThat(states.await(9001, 6).getLast().summary()).isEqualTo("update v5");
    assertThat(states.await(43, 3))
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone");
    pipeline.awaitCaughtUp();
    await().untilAsserted(() -> assertThat(served()).isEqualTo(expected()));
    assertNothingTwice();
    assertThat(unpublished()).isZero();
  }

  @Test
  void aRowThatWentWhileNobodyLookedIsFoundMissingByTheNextSnapshot()
      throws SQLException, IOException {
    pipeline.awaitCaughtUp();
    pipeline.stopNode();
    pipeline.transaction("delete from widgets where id = 43");
    // Without its slot and its position the engine takes a snapshot, which has no deletes.
    await()
        .ignoreExceptions()
        .untilAsserted(
            () ->
                pipeline.transaction(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots"));
    forgetThePosition();

    pipeline.startNode();

    List<Entry> gone = states.await(43, 3);
    assertThat(gone)
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone");
    assertThat(gone.get(1).json().path("id").isNumber()).as("the id's own kind").isTrue();
    assertThat(served()).isEqualTo(expected());
    assertNothingTwice();
  }

  private void forgetThePosition() {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            pipeline.servers().kafka(), new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.OFFSETS, RunningPipeline.SOURCE, null)).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Every version once, and none after a later one. */
  private void assertNothingTwice() {
    Map<String, Long> versions = new HashMap<>();
    for (Entry entry : states.all()) {
      if (entry.value().isPresent()) {
        long version = entry.json().path("version").asLong();
        assertThat(version)
            .as("%s after %s", entry.key(), versions.get(entry.key()))
            .isEqualTo(versions.getOrDefault(entry.key(), 0L) + 1);
        versions.put(entry.key(), version);
      }
    }
  }

  /** What the journal holds beyond the newest stored offset. */
  private long unpublished() throws SQLException {
    long newest;
    try (TopicLog offsets = new TopicLog(pipeline.servers().kafka(), Topics.OFFSETS)) {
      newest =
          offsets.all().stream()
              .filter(entry -> entry.key().equals("publish/jdbc-read-journal"))
              .toList()
              .getLast()
              .json()
              .at("/offset/sequence")
              .asLong();
    }
    try (Connection connection =
            pipeline.servers().postgres().connect(Configuration.JOURNAL_DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from event_journal where ordering > " + newest)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Map<String, String> served() {
    StateTable table = new StateTable();
    try {
      pipeline.http().bootstrap(table);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Map<String, String> served = new HashMap<>();
    table
        .states()
        .forEach(
            (id, state) ->
                served.put(id, TopicLog.parse(state.toString()).path("resource").toString()));
    return served;
  }

  private Map<String, String> expected() throws SQLException {
    Map<String, String> expected = new HashMap<>();
    pipeline.documents().forEach((id, json) -> expected.put(id, TopicLog.parse(json).toString()));
    return expected;
  }
}
