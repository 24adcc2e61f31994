package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.RepositoryFiles;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** With the shipped configuration of the journal in PostgreSQL, the pipeline promises the same. */
class JdbcJournalIT extends PipelineScenario {

  private static final String PUBLISHED = ":published";
  private static final Pattern SQL = Pattern.compile("```sql\\n(.*?);\\s*```", Pattern.DOTALL);

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.startWithJdbcJournal(folder, WIDGETS);
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
    await()
        .atMost(RunningPipeline.LIMIT)
        .untilAsserted(() -> assertThat(pipeline.served()).isEqualTo(pipeline.expected()));
    assertNothingTwice();
    assertThat(unpublished()).isZero();
  }

  @Test
  void aRowThatWentWhileNobodyLookedIsFoundMissingByTheNextSnapshot()
      throws SQLException, IOException {
    pipeline.awaitCaughtUp();
    pipeline.stopNode();
    pipeline.transaction("delete from widgets where id = 43");
    forgetThePosition();

    pipeline.startNode();

    List<Entry> gone = states.await(43, 3);
    assertThat(gone)
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone");
    assertThat(gone.get(1).json().path("id").isNumber()).as("the id's own kind").isTrue();
    assertThat(pipeline.served()).isEqualTo(pipeline.expected());
    assertNothingTwice();
  }

  @Test
  void thePruningThatIsDocumentedLosesNothing() throws SQLException, IOException {
    pipeline.transaction("update widgets set quantity = 1001 where id in (41, 43)");
    pipeline.transaction("update widgets set quantity = 1002 where id in (41, 43)");
    pipeline.transaction("delete from widgets where id = 42");
    pipeline.awaitCaughtUp();

    assertThat(prune(0)).as("of what is not published").isZero();
    assertThat(prune(published())).isGreaterThanOrEqualTo(2 * 2 + 1);
    long left = count("select count(*) from event_journal");
    assertThat(left).isEqualTo(WIDGETS);
    assertThat(count("select count(distinct persistence_id) from event_journal")).isEqualTo(left);
    assertThat(count("select count(*) from event_tag")).isEqualTo(left);

    pipeline.transaction("update widgets set quantity = 1003 where id = 41");
    assertThat(states.await(41, 4).getLast().summary()).as("at once").isEqualTo("update v4");

    pipeline.stopNode();
    pipeline.transaction("update widgets set quantity = 1004 where id = 41");
    pipeline.transaction("insert into widgets (id, name, quantity) values (42, 'Back', 1)");
    pipeline.transaction("delete from widgets where id = 43");
    forgetThePosition();
    pipeline.startNode();

    assertThat(states.await(41, 5).getLast().summary()).isEqualTo("update v5");
    assertThat(states.await(42, 4))
        .extracting(Entry::summary)
        .containsExactly("create v1", "delete v2", "tombstone", "create v3");
    assertThat(states.await(43, 5))
        .extracting(Entry::summary)
        .containsExactly("create v1", "update v2", "update v3", "delete v4", "tombstone");
    pipeline.awaitCaughtUp();
    assertThat(pipeline.served()).isEqualTo(pipeline.expected());
    assertNothingTwice();
    assertThat(unpublished()).isZero();
  }

  /** Without its slot and its position the engine takes a snapshot, which has no deletes. */
  private void forgetThePosition() {
    await()
        .atMost(RunningPipeline.LIMIT)
        .ignoreExceptions()
        .untilAsserted(
            () ->
                pipeline.transaction(
                    "select pg_drop_replication_slot(slot_name) from pg_replication_slots"));
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
    return count("select count(*) from event_journal where ordering > " + published());
  }

  /** The newest stored offset. */
  private long published() {
    try (TopicLog offsets = new TopicLog(pipeline.servers().kafka(), Topics.OFFSETS)) {
      return offsets.all().stream()
          .filter(entry -> entry.key().equals("publish/jdbc-read-journal"))
          .toList()
          .getLast()
          .json()
          .at("/offset/sequence")
          .asLong();
    }
  }

  /** Runs the statement that docs/journals.md gives, and tells how many events it has removed. */
  private int prune(long published) throws SQLException, IOException {
    Matcher sql = SQL.matcher(Files.readString(RepositoryFiles.of("docs/journals.md")));
    assertThat(sql.find()).isTrue();
    String statement = sql.group(1);
    assertThat(statement).contains(PUBLISHED);
    try (Connection connection = journal();
        PreparedStatement pruning =
            connection.prepareStatement(statement.replace(PUBLISHED, "?"))) {
      pruning.setLong(1, published);
      return pruning.executeUpdate();
    }
  }

  private long count(String query) throws SQLException {
    try (Connection connection = journal();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  private Connection journal() throws SQLException {
    return pipeline.servers().postgres().connect(Configuration.JOURNAL_DATABASE);
  }
}
