package io.headwater.app.system;

import io.headwater.dev.demo.DemoSchema;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/** The configuration folder of one process, as a user would write it. */
record Configuration(Path folder) {

  /** The database of the journal, when it is in PostgreSQL. */
  static final String JOURNAL_DATABASE = "headwater_journal";

  /** Writes a right configuration; the lines are added to the block {@code headwater}. */
  static Configuration write(Path folder, DemoServers servers, String... lines) throws IOException {
    Configuration configuration = new Configuration(folder);
    Files.createDirectories(folder.resolve("resources"));
    configuration.copyDemo("widget.conf");
    configuration.copyDemo("widget.schema.json");
    configuration.replace("shop.json", connector(servers));
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
            .formatted(servers.bootstrapServers(), String.join("\n  ", lines)));
    return configuration;
  }

  /** Includes the shipped file that keeps the journal in PostgreSQL, in a database of its own. */
  Configuration withJdbcJournal(DemoServers servers) throws IOException, SQLException {
    servers.postgres().createDatabase(JOURNAL_DATABASE);
    Path here = Path.of("").toAbsolutePath();
    Path config = Files.isDirectory(here.resolve("config")) ? here : here.getParent();
    replace(
        "jdbc-journal.conf",
        Files.readString(config.resolve("config").resolve("jdbc-journal.conf")));
    change(
        "application.conf",
        "headwater {",
        """
        include required("jdbc-journal.conf")
        jdbc-journal.slick.db { url = "%s", user = "%s", password = "%s" }
        headwater {"""
            .formatted(
                servers.postgres().jdbcUrl(JOURNAL_DATABASE),
                servers.postgres().user(),
                servers.postgres().password()));
    return this;
  }

  /** The file that {@code run} takes. */
  Path application() {
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

  private static String connector(DemoServers servers) {
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
            servers.postgres().host(),
            servers.postgres().port(),
            servers.postgres().user(),
            servers.postgres().password(),
            DemoSchema.DATABASE);
  }
}
