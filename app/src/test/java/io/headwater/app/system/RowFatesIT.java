package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.produce.Role;
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

  @Test
  @Order(50)
  void aChildThatMovesWithoutABeforeImageLeavesItsFormerParent() throws SQLException {
    pipeline.transaction("alter table widget_colors replica identity default");
    pipeline.transaction(
        "insert into widgets (id, name, quantity) values (2, 'Two', 2), (3, 'Three', 3)",
        "insert into widget_colors (id, widget_id, color)"
            + " values (1001, 1, 'red'), (1002, 1, 'blue'), (1003, 2, 'green')");
    assertTopicEqualsSource();
    int before = states.all().size();

    pipeline.transaction("update widget_colors set widget_id = 2 where id = 1001");

    assertTopicEqualsSource();
    assertOncePerTransaction(since(before));
    assertThat(colors(1)).isEqualTo("[\"blue\"]");
    assertThat(colors(2)).isEqualTo("[\"red\",\"green\"]");
  }

  @Test
  @Order(60)
  void aChildThatIsDeletedByItsKeyAloneLeavesItsParent() throws SQLException {
    int before = states.all().size();
    pipeline.transaction(
        "update widget_colors set color = 'grey' where id = 1002",
        "delete from widget_colors where id = 1002",
        "delete from widget_colors where id = 1003");

    assertTopicEqualsSource();
    assertOncePerTransaction(since(before));
    assertThat(colors(1)).isEqualTo("[]");
    assertThat(colors(2)).isEqualTo("[\"red\"]");
  }

  @Test
  @Order(70)
  void aParentIsDeletedWithItsChildren() throws SQLException {
    int before = states.all().size();
    pipeline.transaction("delete from widgets where id = 2");
    pipeline.transaction(
        "insert into widgets (id, name, quantity) values (2, 'Without colors', 2)");

    assertTopicEqualsSource();
    assertOncePerTransaction(since(before));
    assertThat(colors(2)).isEqualTo("[]");
  }

  @Test
  @Order(80)
  void whatMovesOrGoesWhileThePipelineIsDownIsFoundByTheNextProcess() throws SQLException {
    pipeline.transaction(
        "insert into widget_colors (id, widget_id, color)"
            + " values (2001, 1, 'red'), (2002, 2, 'blue'), (2003, 2, 'green')");
    assertTopicEqualsSource();
    pipeline.stopNode();
    pipeline.transaction(
        "update widget_colors set widget_id = 3 where id = 2001",
        "delete from widget_colors where id = 2002");
    pipeline.transaction("update widget_colors set widget_id = 1 where id = 2001");
    assertThat(pipeline.plan().sources().getFirst().located())
        .containsExactly(new Role(RunningPipeline.WIDGET, "colors"));
    pipeline.startNode();

    assertTopicEqualsSource();
    assertThat(colors(1)).isEqualTo("[\"red\"]");
    assertThat(colors(2)).isEqualTo("[\"green\"]");
    assertThat(colors(3)).isEqualTo("[]");
  }

  @Test
  @Order(90)
  void aChangedKeyAndATruncationAreFollowedToo() throws SQLException {
    pipeline.transaction("update widget_colors set id = 3001 where id = 2001");
    assertTopicEqualsSource();
    int before = states.all().size();
    pipeline.transaction(
        "truncate widget_colors",
        "insert into widget_colors (id, widget_id, color) values (3001, 2, 'black')",
        "update widget_colors set widget_id = 3 where id = 3001");

    assertTopicEqualsSource();
    assertOncePerTransaction(since(before));
    assertThat(colors(3)).isEqualTo("[\"black\"]");
  }

  @Test
  @Order(100)
  void aChangedKeyBesideALargeValueThatIsNotLoggedPublishesNothingWrong() throws SQLException {
    pipeline.transaction("alter table widget_colors alter column color set storage external");
    pipeline.transaction(
        "insert into widget_colors (id, widget_id, color) values (4001, 2, repeat('x', 5000))");
    assertTopicEqualsSource();
    List<Entry> before = states.of(2);

    pipeline.transaction("update widget_colors set id = 4002 where id = 4001");

    assertTopicEqualsSource();
    assertThat(states.of(2)).isEqualTo(before);
    pipeline.transaction("update widget_colors set color = 'short' where id = 4002");
    assertTopicEqualsSource();
    assertThat(colors(2)).isEqualTo("[\"short\"]");
  }

  private static String colors(int widget) {
    return states.of(widget).getLast().json().at("/resource/colors").toString();
  }

  /** The topic's newest record of each widget is the source's document, and nothing else is. */
  private static void assertTopicEqualsSource() throws SQLException {
    pipeline.awaitCaughtUp();
    Map<String, JsonNode> expected = new HashMap<>();
    pipeline.expected().forEach((id, document) -> expected.put(id, TopicLog.parse(document)));
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
