package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * What becomes of rows that move, vanish with their table, or go without their former values.
 *
 * <p>The tests build on each other, as a truncated table is empty for all of them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RowFatesIT {

  private static final int WIDGETS = 30;

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
  @Order(10)
  void aTruncatedChildTableIsGoneFromEveryWidgetInOneEventEach() throws SQLException {
    int before = states.all().size();
    pipeline.transaction(
        "insert into widget_colors (widget_id, color) values (2, 'never')",
        "truncate widget_colors",
        "insert into widget_colors (widget_id, color) values (3, 'first'), (3, 'second')",
        "update widgets set quantity = 4711 where id = 4");

    assertTopicEqualsSource();
    List<Entry> published = since(before);
    assertOncePerTransaction(published);
    assertThat(states.of(3).getLast().json().at("/resource/colors").toString())
        .isEqualTo("[\"first\",\"second\"]");
    assertThat(states.of(4).getLast().json().at("/resource/colors")).isEmpty();
    assertThat(states.of(4).getLast().json().at("/resource/quantity").asInt()).isEqualTo(4711);
  }

  @Test
  @Order(20)
  void aTruncationThatIsATransactionOfItsOwnArrives() throws SQLException {
    int before = states.all().size();
    pipeline.transaction("truncate widget_dimensions");

    assertTopicEqualsSource();
    assertOncePerTransaction(since(before));
    assertThat(states.of(5).getLast().json().at("/resource/dimensions").isNull()).isTrue();
  }

  @Test
  @Order(30)
  void whatIsTruncatedAndCreatedAgainInOneTransactionIsAnUpdate() throws SQLException {
    int before = states.all().size();
    pipeline.transaction(
        "truncate widgets cascade",
        "insert into widgets (id, name, quantity) values (1, 'Again', 1), (2, 'Again', 2)",
        "insert into widget_colors (widget_id, color) values (1, 'new')");

    assertTopicEqualsSource();
    List<Entry> published = since(before);
    assertOncePerTransaction(published);
    assertThat(states.of(2).getLast().summary()).startsWith("update");
    assertThat(states.of(7).getLast().summary()).isEqualTo("tombstone");
  }

  @Test
  @Order(40)
  void aTruncatedRootIsHeldOverARestart() throws SQLException {
    pipeline.stopNode();
    pipeline.transaction("truncate widgets cascade");
    pipeline.transaction("insert into widgets (id, name, quantity) values (1, 'One', 1)");
    pipeline.startNode();

    assertTopicEqualsSource();
    assertThat(states.of(2).getLast().summary()).isEqualTo("tombstone");
  }

  /** The topic's newest record of each widget is the source's document, and nothing else is. */
  private static void assertTopicEqualsSource() throws SQLException {
    pipeline.awaitCaughtUp();
    Map<String, JsonNode> expected = new HashMap<>();
    pipeline.documents().forEach((id, document) -> expected.put(id, TopicLog.parse(document)));
    Map<String, JsonNode> newest = new HashMap<>();
    for (Entry entry : states.all()) {
      Optional<JsonNode> resource =
          entry.value().map(value -> entry.json().path("resource")).filter(it -> !it.isNull());
      if (resource.isPresent()) {
        newest.put(entry.key(), resource.get());
      } else {
        newest.remove(entry.key());
      }
    }
    assertThat(newest).isEqualTo(expected);
  }

  private static List<Entry> since(int before) {
    List<Entry> all = states.all();
    return all.subList(before, all.size());
  }

  private static void assertOncePerTransaction(List<Entry> published) {
    assertThat(published.stream().filter(entry -> entry.value().isPresent()))
        .extracting(entry -> entry.key() + " in " + entry.json().at("/source/transaction").asText())
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }
}
