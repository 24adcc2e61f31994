package io.headwater.capture.capture;

/** The kinds of databases whose logs the embedded engine reads. */
public enum DatabaseVendor {
  /** PostgreSQL, by logical replication. */
  POSTGRESQL("PostgreSQL"),
  /** MariaDB, by its binary log. */
  MARIADB("MariaDB"),
  /** MySQL, by its binary log. */
  MYSQL("MySQL");

  private final String label;

  DatabaseVendor(String label) {
    this.label = label;
  }

  /** The name as the vendor writes it. */
  public String label() {
    return label;
  }
}
