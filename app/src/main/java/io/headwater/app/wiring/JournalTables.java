package io.headwater.app.wiring;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of pekko-persistence-jdbc in PostgreSQL: created when they are missing, from the
 * script that the plugin's own jar carries. Tables that exist are left alone.
 *
 * <p>Only {@code event_journal} and {@code event_tag} are made, which is all that is used, and in
 * one transaction, so that several processes can start at once.
 */
final class JournalTables {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTables.class);
  private static final String PLUGIN = "jdbc-journal";
  private static final String POSTGRES = "slick.jdbc.PostgresProfile$";
  private static final String SCRIPT = "schema/postgres/postgres-create-schema.sql";
  private static final String JOURNAL = "event_journal";
  private static final String TAGS = "event_tag";
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(15);

  private final Config database;

  private JournalTables(Config database) {
    this.database = database;
  }

  /**
   * Makes sure that the tables are there; does nothing for another plugin or database.
   *
   * @throws StartException when the database cannot be reached, or lacks tables and may not get any
   */
  static void ensure(Config config) {
    if (!config.getString(NodePlan.JOURNAL_PLUGIN).equals(PLUGIN)
        || !text(config, PLUGIN + ".slick.profile").equals(POSTGRES)
        || !text(config, PLUGIN + ".use-shared-db").isEmpty()) {
      return;
    }
    new JournalTables(config.getConfig(PLUGIN + ".slick.db"))
        .ensure(config.getBoolean("headwater.publish.create-tables"));
  }

  private void ensure(boolean create) {
    String url = text(database, "url");
    try (Connection connection = DriverManager.getConnection(url, properties())) {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        if (exists(statement, JOURNAL) && exists(statement, TAGS)) {
          return;
        }
        if (!create) {
          throw new StartException(
              "the journal's database %s has no tables %s and %s, and headwater.publish.create-tables is off; mend: run %s of the jar of pekko-persistence-jdbc in it"
                  .formatted(place(url), JOURNAL, TAGS, SCRIPT));
        }
        create(statement);
      }
      connection.commit();
      LOG.info("created the tables {} and {} in {}", JOURNAL, TAGS, place(url));
    } catch (SQLException e) {
      throw new StartException(
          "the journal's database %s refuses: %s; mend: check %s.slick.db, and that the database exists"
              .formatted(place(url), e.getMessage(), PLUGIN),
          e);
    }
  }

  private static void create(Statement statement) throws SQLException {
    statement.execute("select pg_advisory_xact_lock(hashtext('headwater journal tables'))");
    for (String table : List.of(JOURNAL, TAGS)) {
      if (!exists(statement, table)) {
        for (String sql : statements(table)) {
          statement.execute(sql);
        }
      }
    }
  }

  private static boolean exists(Statement statement, String table) throws SQLException {
    // Not to_regclass: it can answer from a cache that is older than the lock.
    try (ResultSet row =
        statement.executeQuery(
            "select exists (select from pg_tables where schemaname = any (current_schemas(false))"
                + " and tablename = '"
                + table
                + "')")) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** The script's statements that make a table and its indexes. */
  static List<String> statements(String table) {
    return Arrays.stream(script().split(";", -1))
        .map(String::strip)
        .filter(sql -> sql.contains(TAGS) ? table.equals(TAGS) : sql.contains(table))
        .toList();
  }

  private static String script() {
    try (InputStream content = JournalTables.class.getClassLoader().getResourceAsStream(SCRIPT)) {
      if (content == null) {
        throw new StartException(
            "%s is not on the class path; mend: add pekko-persistence-jdbc".formatted(SCRIPT));
      }
      return new String(content.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new StartException("the script %s cannot be read".formatted(SCRIPT), e);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    properties.setProperty("user", text(database, "user"));
    properties.setProperty("password", text(database, "password"));
    properties.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    return properties;
  }

  /** The address without its parameters, one of which may be a password. */
  private static String place(String url) {
    return url.split("\\?", 2)[0];
  }

  private static String text(Config config, String key) {
    return config.hasPath(key) ? config.getString(key) : "";
  }
}
