package io.headwater.replica;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;

/**
 * The PostgreSQL database that holds a replica.
 *
 * @param url as {@code jdbc:postgresql://host:port/database?parameters}; what its parameters say
 *     wins over what is said here
 * @param user who connects, unless the address says it
 * @param password the user's, unless the address says it
 */
public record ReplicaDatabase(String url, Optional<String> user, Optional<String> password) {

  /** How long a connection may take to open. */
  public static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);

  /** How long the server may stay silent; longer than a statement may take. */
  public static final Duration SOCKET_LIMIT = Duration.ofSeconds(60);

  /** How long a statement may take. */
  public static final Duration STATEMENT_LIMIT = Duration.ofSeconds(45);

  /** How long a statement may wait for a lock. */
  public static final Duration LOCK_LIMIT = Duration.ofSeconds(20);

  private static final String FORM = "jdbc:postgresql://host:5432/database";
  private static final int PROBES = 3;
  private static final Duration PROBE_EVERY = Duration.ofSeconds(5);

  /** Refuses what is not an address; never with its text, which may hold a password. */
  public ReplicaDatabase {
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new IllegalArgumentException(
          "the database's address does not begin with jdbc:postgresql:; mend: write it as " + FORM);
    }
    if (place(url).contains("@")) {
      throw new IllegalArgumentException(
          "the database's address has an @; mend: write it as %s, and give user and password as PGUSER and PGPASSWORD, or as ?user=…&password=…"
              .formatted(FORM));
    }
    if (!place(url).matches("[^&;=]*")) {
      throw new IllegalArgumentException(
          "the database's address has an &, ; or = before its parameters; mend: write it as %s?user=…&password=…"
              .formatted(FORM));
    }
    if (!isReadable(url)) {
      throw new IllegalArgumentException(
          "the database's address %s cannot be read; mend: write it as %s"
              .formatted(place(url), FORM));
    }
  }

  /** A database with what its address says, and the driver's own defaults. */
  public static ReplicaDatabase at(String url) {
    return new ReplicaDatabase(url, Optional.empty(), Optional.empty());
  }

  /** The address without its parameters, one of which may be a password. */
  public String place() {
    return place(url);
  }

  /** The address without its parameters. */
  @Override
  public String toString() {
    return place();
  }

  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, properties());
    try {
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.execute(limits());
      }
      connection.commit();
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    user.ifPresent(name -> properties.setProperty("user", name));
    password.ifPresent(secret -> properties.setProperty("password", secret));
    properties.setProperty("ApplicationName", "headwater-replica");
    properties.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
    properties.setProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
    properties.setProperty("tcpKeepAlive", "true");
    // The details of an error quote rows.
    properties.setProperty("logServerErrorDetail", "false");
    return properties;
  }

  // The server, too, must notice soon that a client has gone: its locks keep the next one waiting.
  // What the address says by its parameter 'options' has the source 'client'.
  private static String limits() {
    return """
        select set_config(l.name, l.setting, false)
        from (values
          ('statement_timeout', '%d'),
          ('lock_timeout', '%d'),
          ('idle_in_transaction_session_timeout', '%d'),
          ('tcp_keepalives_idle', '%d'),
          ('tcp_keepalives_interval', '%d'),
          ('tcp_keepalives_count', '%d'),
          ('tcp_user_timeout', '%d')) as l (name, setting)
        where not exists
          (select from pg_settings s where s.name = l.name and s.source = 'client')
        """
        .formatted(
            STATEMENT_LIMIT.toMillis(),
            LOCK_LIMIT.toMillis(),
            SOCKET_LIMIT.toMillis(),
            PROBE_EVERY.toSeconds(),
            PROBE_EVERY.toSeconds(),
            PROBES,
            PROBE_EVERY.multipliedBy(PROBES + 1).toMillis());
  }

  private static boolean isReadable(String url) {
    try {
      return DriverManager.getDriver(url).acceptsURL(url);
    } catch (SQLException e) {
      // No driver takes it.
      return false;
    }
  }

  private static String place(String url) {
    return url.split("\\?", 2)[0];
  }
}
