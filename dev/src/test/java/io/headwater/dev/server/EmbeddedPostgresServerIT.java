package io.headwater.dev.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.replication.PGReplicationStream;

class EmbeddedPostgresServerIT {

  @TempDir Path folder;

  @Test
  void decodesLogicallyAndLeavesNothingBehind() throws SQLException {
    Path directory;
    try (EmbeddedPostgresServer server =
        EmbeddedPostgresServer.start(PostgresServerSettings.temporary())) {
      directory = server.directory();
      try (Connection connection = server.connect("postgres")) {
        assertThat(text(connection, "select version()")).startsWith("PostgreSQL 18");
        assertThat(text(connection, "show wal_level")).isEqualTo("logical");
        assertThat(text(connection, "show max_replication_slots")).isEqualTo("16");
        assertThat(text(connection, "show listen_addresses")).isEqualTo("127.0.0.1");
        assertThat(
                text(
                    connection,
                    "select slot_name from pg_create_logical_replication_slot('s','pgoutput')"))
            .isEqualTo("s");
      }
    }

    assertThat(directory).doesNotExist();
  }

  @Test
  void keepsDatabasesAcrossARestartOnAnotherPort() throws SQLException {
    PostgresServerSettings settings = PostgresServerSettings.keptIn(folder).withDurable(true);
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(settings);
        Connection postgres = server.connect("postgres")) {
      assertThat(text(postgres, "show fsync")).isEqualTo("on");
      assertThat(server.createDatabase("shop")).isTrue();
      assertThat(server.createDatabase("shop")).isFalse();
      try (Connection shop = server.connect("shop")) {
        execute(shop, "create table kept(id int primary key)");
        execute(shop, "insert into kept values (7)");
      }
    }

    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(settings);
        Connection shop = server.connect("shop")) {
      assertThat(text(shop, "select id from kept")).isEqualTo("7");
    }
  }

  @Test
  void refusesADirectoryThatIsInUse() {
    PostgresServerSettings settings = PostgresServerSettings.keptIn(folder);
    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(settings)) {
      assertThat(server.port()).isPositive();
      assertThatThrownBy(() -> EmbeddedPostgresServer.start(settings))
          .isInstanceOf(EmbeddedServerException.class)
          .hasMessageContaining("in use");
    }
  }

  @Test
  void stopsTheServerOfAKilledProcessAndRecovers() throws Exception {
    Process process = DoomedProcess.start("postgres", folder);
    Postmaster orphan;
    try {
      DoomedProcess.awaitReady(process);
      orphan = Postmaster.of(folder.resolve("data").toRealPath()).orElseThrow();
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(orphan.isAlive()).isTrue();

    try (EmbeddedPostgresServer server =
            EmbeddedPostgresServer.start(PostgresServerSettings.keptIn(folder));
        Connection connection = server.connect("postgres")) {
      assertThat(orphan.isAlive()).isFalse();
      assertThat(text(connection, "select count(*) from survivor")).isEqualTo("1");
    }
  }

  @Test
  void stopsInTimeAndKeepsCommitsDespiteAReplicationClientThatNeverConfirms() throws Exception {
    PostgresServerSettings settings = PostgresServerSettings.keptIn(folder);
    EmbeddedPostgresServer server = EmbeddedPostgresServer.start(settings);
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "user", server.user(),
            "password", server.password(),
            "replication", "database",
            "assumeMinServerVersion", "10",
            "preferQueryMode", "simple"));
    Connection replication = DriverManager.getConnection(server.jdbcUrl("postgres"), properties);
    try (Connection connection = server.connect("postgres")) {
      text(connection, "select pg_create_logical_replication_slot('s', 'test_decoding')");
      PGReplicationStream stream =
          replication
              .unwrap(PGConnection.class)
              .getReplicationAPI()
              .replicationStream()
              .logical()
              .withSlotName("s")
              .withStatusInterval(1, TimeUnit.HOURS)
              .start();
      assertThat(stream.isClosed()).isFalse();
      execute(connection, "create table big as select generate_series(1, 300000) as id");

      long started = System.nanoTime();
      server.close();

      assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
    }
    try (EmbeddedPostgresServer again = EmbeddedPostgresServer.start(settings);
        Connection connection = again.connect("postgres")) {
      assertThat(text(connection, "select count(*) from big")).isEqualTo("300000");
    }
  }

  @Test
  void startsOverAPidFileThatNamesAnotherProgram() throws Exception {
    PostgresServerSettings settings = PostgresServerSettings.keptIn(folder);
    EmbeddedPostgresServer.start(settings).close();
    Path pidFile = folder.resolve("data").resolve("postmaster.pid");
    Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + folder + "\n");

    try (EmbeddedPostgresServer server = EmbeddedPostgresServer.start(settings);
        Connection connection = server.connect("postgres")) {
      assertThat(text(connection, "select 1")).isEqualTo("1");
    }
  }

  @Test
  void createsTheClusterAnewWhenItsCreationWasInterrupted() throws Exception {
    Files.writeString(folder.resolve("creating"), "");
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve("PG_VERSION"), "18\n");

    try (EmbeddedPostgresServer server =
            EmbeddedPostgresServer.start(PostgresServerSettings.keptIn(folder));
        Connection connection = server.connect("postgres")) {
      assertThat(text(connection, "select 1")).isEqualTo("1");
    }
    assertThat(folder.resolve("creating")).doesNotExist();
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
