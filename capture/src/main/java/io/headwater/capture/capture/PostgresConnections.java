package io.headwater.capture.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Plain JDBC connections to the database that a connector's properties describe. */
final class PostgresConnections {

  private static final String CONNECT_TIMEOUT_SECONDS = "10";
  private static final List<String> PASSED_ON =
      List.of("user", "password", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslpassword");

  private PostgresConnections() {}

  /**
   * Opens a connection; the caller closes it.
   *
   * @throws SQLException when the server cannot be reached or refuses
   */
  static Connection open(Map<String, String> connector) throws SQLException {
    return open(connector, new Properties());
  }

  /**
   * Opens a connection for short queries, on which no answer is awaited longer than the limit; the
   * caller closes it.
   *
   * @param answer in whole seconds
   * @throws SQLException when the server cannot be reached in time or refuses
   */
  static Connection openBounded(Map<String, String> connector, Duration answer)
      throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("socketTimeout", Long.toString(answer.toSeconds()));
    properties.setProperty("loginTimeout", Long.toString(answer.toSeconds()));
    return open(connector, properties);
  }

  private static Connection open(Map<String, String> connector, Properties properties)
      throws SQLException {
    properties.setProperty("ApplicationName", "headwater");
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_SECONDS);
    for (String name : PASSED_ON) {
      String value = connector.get("database." + name);
      if (value != null) {
        properties.setProperty(name, value);
      }
    }
    return DriverManager.getConnection(url(connector), properties);
  }

  /** The JDBC address, without user and password. */
  static String url(Map<String, String> connector) {
    return "jdbc:postgresql://%s:%s/%s"
        .formatted(
            connector.getOrDefault("database.hostname", "localhost"),
            connector.getOrDefault("database.port", "5432"),
            connector.getOrDefault("database.dbname", "postgres"));
  }
}
