package io.headwater.app.system;

import io.headwater.app.RepositoryFiles;
import io.headwater.dev.demo.DemoSchema;
import io.headwater.dev.server.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/** The configuration folder of one process, as a user would write it. */
public record Configuration(Path folder) {

  /** The database of the journal, when it is in PostgreSQL. */
  static final String JOURNAL_DATABASE = "headwater_journal";

  /** Writes a right configuration; the lines are added to the block {@code headwater}. */
  static Configuration write(Path folder, DemoServers servers, String... lines) throws IOException {
    return write(folder, servers.postgres(), servers.bootstrapServers(), lines);
  }

  /**
   * Writes a right configuration; the lines are added to the block {@code headwater}.
   *
   * @param kafka the brokers' addresses
   */
  public static Configuration write(
      Path folder, EmbeddedPostgresServer postgres, String kafka, String... lines)
      throws IOException {
    Configuration configuration = new Configuration(folder);
    Files.createDirectories(folder.resolve("resources"));
    configuration.copyDemo("widget.conf");
    configuration.copyDemo("widget.schema.json");
    configuration.replace("shop.json", connector(postgres));
    configuration.replace(
        "application.conf",
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          sources.shop { kind = postgresql, connector = "shop.json" }
          resources = "resources"
          produce.partitions = 4
          http.port = 0
          %s
        }
        """
            .formatted(kafka, String.join("\n  ", lines)));
    return configuration;
  }

  /** Includes the shipped file that keeps the journal in PostgreSQL, in a database of its own. */
  public Configuration withJdbcJournal(EmbeddedPostgresServer postgres)
      throws IOException, SQLException {
    postgres.createDatabase(JOURNAL_DATABASE);
    replace("jdbc-journal.conf", Files.readString(RepositoryFiles.of("config/jdbc-journal.conf")));
    change(
        "application.conf",
        "headwater {",
        """
        include required("jdbc-journal.conf")
        jdbc-journal.slick.db { url = "%s", user = "%s", password = "%s" }
        headwater {"""
            .formatted(postgres.jdbcUrl(JOURNAL_DATABASE), postgres.user(), postgres.password()));
    return this;
  }

  /** The file that {@code run} takes. */
  public Path application() {
    return folder.resolve("application.conf");
  }

  /** Where the process keeps what it can rebuild. */
  Path data() {
    return folder.resolve("data");
  }

  /** Writes a file anew. */
  void replace(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  /** Changes a part of a file; the part must be there. */
  void change(String name, String part, String other) throws IOException {
    String content = Files.readString(folder.resolve(name));
    if (!content.contains(part)) {
      throw new IllegalArgumentException(name + " has no " + part + ":\n" + content);
    }
    replace(name, content.replace(part, other));
  }

  private void copyDemo(String name) throws IOException {
    try (InputStream content = DemoSchema.class.getResourceAsStream("/demo/" + name)) {
      Files.copy(Objects.requireNonNull(content, name), folder.resolve("resources").resolve(name));
    }
  }

  private static String connector(EmbeddedPostgresServer postgres) {
    return """
        {
          "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
          "database.hostname": "%s",
          "database.port": "%d",
          "database.user": "%s",
          "database.password": "%s",
          "database.dbname": "%s",
          "topic.prefix": "shop"
        }
        """
        .formatted(
            postgres.host(),
            postgres.port(),
            postgres.user(),
            postgres.password(),
            DemoSchema.DATABASE);
  }
}
