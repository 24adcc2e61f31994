package io.headwater.capture.capture;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;

/** Plain JDBC connections to the server that a connector's properties describe. */
final class BinlogConnections {

  private static final String CONNECT_TIMEOUT_MILLIS = "10000";
  private static final String DRIVER = "driver.";

  private BinlogConnections() {}

  /**
   * Opens a connection without a database; the caller closes it.
   *
   * @throws SQLException when the server cannot be reached or refuses
   */
  static Connection open(DatabaseVendor vendor, Map<String, String> connector) throws SQLException {
    Properties properties = new Properties();
    connector.forEach(
        (name, value) -> {
          if (name.startsWith(DRIVER)) {
            properties.setProperty(name.substring(DRIVER.length()), value);
          }
        });
    properties.setProperty("connectTimeout", CONNECT_TIMEOUT_MILLIS);
    properties.setProperty("user", connector.getOrDefault("database.user", ""));
    properties.setProperty("password", connector.getOrDefault("database.password", ""));
    properties.setProperty("sslMode", sslMode(vendor, connector));
    return DriverManager.getConnection(url(vendor, connector), properties);
  }

  /** The JDBC address, without user and password. */
  static String url(DatabaseVendor vendor, Map<String, String> connector) {
    return "jdbc:%s://%s:%s/"
        .formatted(
            vendor == DatabaseVendor.MARIADB ? "mariadb" : "mysql",
            connector.getOrDefault("database.hostname", "localhost"),
            connector.getOrDefault("database.port", "3306"));
  }

  private static String sslMode(DatabaseVendor vendor, Map<String, String> connector) {
    String mode = connector.getOrDefault("database.ssl.mode", "").replace('-', '_');
    if (mode.isEmpty()) {
      return vendor == DatabaseVendor.MARIADB ? "disable" : "PREFERRED";
    }
    // The drivers' words: those of MariaDB's have hyphens.
    return vendor == DatabaseVendor.MARIADB
        ? mode.replace('_', '-')
        : mode.equals("disabled") ? "DISABLED" : mode.toUpperCase(java.util.Locale.ROOT);
  }
}
