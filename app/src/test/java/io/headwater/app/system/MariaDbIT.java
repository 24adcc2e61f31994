package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.EmbeddedMariaDbServer;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources of three tables of a MariaDB, through all stages. */
final class MariaDbIT {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private EmbeddedMariaDbServer database;
  private EmbeddedKafkaBroker kafka;
  private Configuration configuration;
  private Optional<HeadwaterNode> node = Optional.empty();

  @BeforeEach
  void start() throws SQLException, IOException {
    kafka = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    database = EmbeddedMariaDbServer.start();
    database.run("", "create database shop character set utf8mb4");
    database.run(
        "shop",
        "create table widgets (id int primary key, name varchar(50) not null, price decimal(10,2))",
        "create table widget_dimensions (widget_id int primary key, x bigint unsigned not null)",
        "create table widget_colors (id int auto_increment primary key, widget_id int not null,"
            + " color varchar(20) not null, index (widget_id))",
        "insert into widgets values (1, 'One', 1.50), (2, 'Two', null)",
        "insert into widget_dimensions values (1, 18446744073709551615)",
        "insert into widget_colors (widget_id, color) values (1, 'red'), (1, 'blue'), (2, 'grey')");
    write();
  }

  private void write() throws IOException {
    configuration = new Configuration(folder);
    Files.createDirectories(folder.resolve("resources"));
    configuration.replace(
        "resources/widget.conf",
        """
        resource widget {
          source = shop
          root { table = shop.widgets, key = [id], fields = [id, name, price] }
          embed {
            dimensions { one  = shop.widget_dimensions, join { widget_id = id }, fields = [x] }
            colors     { many = shop.widget_colors, key = [id], join { widget_id = id }, value = color, order-by = [id] }
          }
        }
        """);
    configuration.replace(
        "shop.json",
        """
        {
          "connector.class": "io.debezium.connector.mariadb.MariaDbConnector",
          "database.hostname": "%s",
          "database.port": "%d",
          "database.user": "%s",
          "database.password": "%s",
          "topic.prefix": "shop"
        }
        """
            .formatted(database.host(), database.port(), database.user(), database.password()));
    configuration.replace(
        "application.conf",
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          sources.shop { kind = mariadb, connector = "shop.json" }
          resources = "resources"
          produce.partitions = 2
          http.port = 0
        }
        """
            .formatted(kafka.bootstrapServers()));
  }

  @AfterEach
  void stop() {
    try {
      stopNode();
    } finally {
      database.close();
      kafka.close();
    }
  }

  private void startNode() {
    HeadwaterNode started =
        HeadwaterNode.start(
            NodePlanner.plan(configuration.application(), Map.of(), line -> {}),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    node = Optional.of(started);
    await("live")
        .atMost(LIMIT)
        .until(
            () ->
                started
                        .sources()
                        .named("shop")
                        .map(SourceStatus::state)
                        .equals(Optional.of(EngineState.STREAMING))
                    && started.isSettled("shop", WIDGET));
  }

  private void stopNode() {
    node.ifPresent(HeadwaterNode::stop);
    node = Optional.empty();
  }

  private void transaction(String... statements) throws SQLException {
    try (Connection connection = database.connect("shop");
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      connection.commit();
    }
  }

  private TopicLog states() {
    return new TopicLog(
        Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.state(WIDGET));
  }

  private static String document(TopicLog states, int id, int versions) {
    return states.await(id, versions).get(versions - 1).json().path("resource").toString();
  }

  private long snapshots() {
    try (TopicLog changes =
        new TopicLog(
            Map.of("bootstrap.servers", kafka.bootstrapServers()), Topics.changes("shop"))) {
      return changes.all().stream()
          .filter(entry -> entry.value().orElse("").contains("SNAPSHOT_STARTED"))
          .count();
    }
  }

  @Test
  void publishesStatesOfASnapshotOfChangesAndAfterARestart() throws Exception {
    startNode();
    try (TopicLog states = states()) {
      assertThat(document(states, 1, 1))
          .isEqualTo(
              "{\"id\":1,\"name\":\"One\",\"price\":1.5,\"dimensions\":{\"x\":18446744073709551615},\"colors\":[\"red\",\"blue\"]}");
      assertThat(states.await(2, 1)).hasSize(1);

      transaction(
          "update widgets set name = 'Uno' where id = 1",
          "delete from widget_dimensions where widget_id = 1",
          "update widget_colors set widget_id = 2 where color = 'blue'",
          "insert into widgets values (3, 'Three', 3)");
      assertThat(document(states, 1, 2))
          .isEqualTo(
              "{\"id\":1,\"name\":\"Uno\",\"price\":1.5,\"dimensions\":null,\"colors\":[\"red\"]}");
      assertThat(states.await(2, 2).getLast().json().path("resource").path("colors").toString())
          .isEqualTo("[\"blue\",\"grey\"]");
      assertThat(states.await(3, 1)).hasSize(1);
      await().atMost(LIMIT).until(() -> node.orElseThrow().isSettled("shop", WIDGET));
      List<TopicLog.Entry> before = states.all();

      stopNode();
      startNode();
      assertThat(states.all()).isEqualTo(before);

      stopNode();
      transaction("update widgets set name = 'Eins' where id = 1");
      database.run("shop", "alter table widgets add column note text");
      transaction("delete from widgets where id = 3");
      startNode();
      assertThat(states.await(1, 3))
          .extracting(TopicLog.Entry::summary)
          .containsExactly("create v1", "update v2", "update v3");
      assertThat(states.await(3, 3))
          .extracting(TopicLog.Entry::summary)
          .containsExactly("create v1", "delete v2", "tombstone");
      assertThat(states.all()).hasSize(before.size() + 3);
    }
    assertThat(snapshots()).isEqualTo(1);
    assertThat(node.orElseThrow().sources().named("shop").orElseThrow().kind())
        .isEqualTo("MariaDB");
  }
}
