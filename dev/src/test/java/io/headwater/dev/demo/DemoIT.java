package io.headwater.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.PostgresServerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DemoIT {

  private static final int WIDGETS = 1_000;
  private static final long SEED = 42;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static EmbeddedPostgresServer server;

  @BeforeAll
  static void startServer() {
    server = EmbeddedPostgresServer.start(PostgresServerSettings.temporary());
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @Test
  void fillsOnceAndTheSameForTheSameSeed() throws SQLException {
    try (Connection one = newDatabase();
        Connection other = newDatabase()) {
      assertThat(DemoSchema.create(one, WIDGETS, SEED))
          .isEqualTo(new DemoSchema.RowCounts(WIDGETS, WIDGETS, WIDGETS * 5L / 2, true));
      assertThat(DemoSchema.create(one, WIDGETS, SEED).created()).isFalse();
      DemoSchema.create(other, WIDGETS, SEED);

      assertThat(resources(one)).isEqualTo(resources(other)).hasSize(WIDGETS);
    }
  }

  @Test
  void rendersAWidgetAsTheContractSays() throws SQLException {
    try (Connection connection = newDatabase();
        Statement statement = connection.createStatement()) {
      DemoSchema.create(connection, 1, SEED);
      statement.execute("insert into widgets values (2, 'Ex\"ample', E'größer\\n', 99)");
      statement.execute("insert into widget_dimensions values (2, 10, 20, 30)");
      statement.execute(
          "insert into widget_colors (widget_id, color) values (2,'red'),(2,'blue'),(2,'green')");
      statement.execute("insert into widgets values (3, 'Bare', null, -1)");

      assertThat(DemoOracle.widget(connection, 2))
          .hasValue(
              "{\"id\":2,\"name\":\"Ex\\\"ample\",\"description\":\"größer\\n\",\"quantity\":99,"
                  + "\"dimensions\":{\"x\":10,\"y\":20,\"z\":30},\"colors\":[\"red\",\"blue\",\"green\"]}");
      assertThat(resources(connection))
          .containsEntry(
              "3",
              "{\"id\":3,\"name\":\"Bare\",\"description\":null,\"quantity\":-1,"
                  + "\"dimensions\":null,\"colors\":[]}");
      assertThat(DemoOracle.widget(connection, 4)).isEmpty();
    }
  }

  @Test
  void runsEveryKindOfTransactionWithoutErrors() throws SQLException {
    String database = "traffic";
    server.createDatabase(database);
    try (Connection connection = server.connect(database)) {
      DemoSchema.create(connection, WIDGETS, SEED);
      DemoTrafficSettings settings =
          DemoTrafficSettings.atRate(() -> server.connect(database), 100_000)
              .withWidgets(WIDGETS)
              .withThreads(2)
              .withSeed(SEED)
              .withMaxTransactions(300);

      TrafficReport report;
      try (RunningTraffic traffic = DemoTraffic.start(settings)) {
        assertThat(traffic.awaitEnd(LIMIT)).isTrue();
        report = traffic.report();
      }

      assertThat(report.firstError()).isEmpty();
      assertThat(report.errors()).isZero();
      assertThat(report.total()).isEqualTo(300);
      assertThat(report.transactions())
          .hasSize(DemoTransaction.values().length)
          .allSatisfy((kind, count) -> assertThat(count).as("seed " + SEED).isPositive());
      assertThat(resources(connection).size()).isBetween(WIDGETS * 99 / 100, WIDGETS);
    }
  }

  @Test
  void tellsWhatEveryTransactionLeavesOfAllThatItTouches() throws SQLException {
    String database = "observed";
    server.createDatabase(database);
    try (Connection connection = server.connect(database)) {
      DemoSchema.create(connection, WIDGETS, SEED);
      Map<String, String> told = new ConcurrentHashMap<>(resources(connection));
      long mark = DemoOracle.transactionMark(connection);
      Set<Long> transactions = ConcurrentHashMap.newKeySet();
      AtomicInteger commits = new AtomicInteger();
      DemoTrafficSettings settings =
          DemoTrafficSettings.atRate(() -> server.connect(database), 100_000)
              .withWidgets(WIDGETS)
              .withThreads(2)
              .withSeed(SEED)
              .withMaxTransactions(1_000)
              .observedBy(
                  (own, widgets) -> {
                    commits.incrementAndGet();
                    Optional<TransactionEnd> end = DemoOracle.transactionEnd(own, widgets);
                    end.ifPresent(it -> transactions.add(it.transaction()));
                    end.ifPresent(
                        it ->
                            it.documents()
                                .forEach(
                                    (id, document) ->
                                        document.ifPresentOrElse(
                                            json -> told.put(id, json), () -> told.remove(id))));
                  });

      TrafficReport report;
      try (RunningTraffic traffic = DemoTraffic.start(settings)) {
        assertThat(traffic.awaitEnd(LIMIT)).isTrue();
        report = traffic.report();
      }

      long rolledBack = report.transactions().getOrDefault(DemoTransaction.ROLLED_BACK, 0L);
      assertThat(told).as("seed " + SEED).isEqualTo(resources(connection));
      assertThat(commits.get()).isEqualTo(1_000 - rolledBack);
      assertThat(transactions)
          .hasSizeBetween(500, commits.get())
          .allMatch(transaction -> transaction > mark);
    }
  }

  @Test
  void tellsNothingOfATransactionThatHasWrittenNothing() throws SQLException {
    try (Connection connection = newDatabase()) {
      DemoSchema.create(connection, WIDGETS, SEED);

      assertThat(DemoOracle.transactionEnd(connection, List.of(1))).isEmpty();
    }
  }

  @Test
  void keepsTheRateUntilStopped() throws SQLException {
    String database = "paced";
    server.createDatabase(database);
    try (Connection connection = server.connect(database)) {
      DemoSchema.create(connection, WIDGETS, SEED);
      DemoTrafficSettings settings =
          DemoTrafficSettings.atRate(() -> server.connect(database), 200).withWidgets(WIDGETS);

      try (RunningTraffic traffic = DemoTraffic.start(settings)) {
        assertThat(traffic.awaitEnd(Duration.ofSeconds(1))).isFalse();
        TrafficReport report = traffic.stop();

        assertThat(traffic.isRunning()).isFalse();
        assertThat(report.achievedRate()).isBetween(150.0, 210.0);
      }
    }
  }

  @Test
  void surfacesAnSqlError() throws SQLException {
    String database = "broken";
    server.createDatabase(database);
    try (Connection connection = server.connect(database);
        Statement statement = connection.createStatement()) {
      DemoSchema.create(connection, WIDGETS, SEED);
      RunningTraffic traffic =
          DemoTraffic.start(
              DemoTrafficSettings.atRate(() -> server.connect(database), 1_000)
                  .withWidgets(WIDGETS));
      statement.execute("drop table widget_colors");

      assertThat(traffic.awaitEnd(LIMIT)).isTrue();
      assertThat(traffic.report().errors()).isEqualTo(1);
      assertThatThrownBy(traffic::close).hasMessageContaining("widget_colors");
    }
  }

  private static Connection newDatabase() throws SQLException {
    String name = "demo" + DATABASES.incrementAndGet();
    server.createDatabase(name);
    return server.connect(name);
  }

  private static Map<String, String> resources(Connection connection) throws SQLException {
    Map<String, String> resources = new LinkedHashMap<>();
    long count = DemoOracle.forEachWidget(connection, resources::put);
    assertThat(count).isEqualTo(resources.size());
    return resources;
  }
}
