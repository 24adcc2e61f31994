package io.headwater.app.settings;

import io.headwater.capture.capture.DatabaseVendor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kind of a source database. */
public enum SourceKind {
  /** PostgreSQL, by logical replication. */
  POSTGRESQL(DatabaseVendor.POSTGRESQL),
  /** MariaDB, by its binary log. */
  MARIADB(DatabaseVendor.MARIADB),
  /** MySQL, by its binary log. */
  MYSQL(DatabaseVendor.MYSQL);

  private final DatabaseVendor vendor;

  SourceKind(DatabaseVendor vendor) {
    this.vendor = vendor;
  }

  /** Whose database it is. */
  public DatabaseVendor vendor() {
    return vendor;
  }

  /** The kind's name in settings. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<SourceKind> of(String key) {
    return Arrays.stream(values()).filter(kind -> kind.key().equals(key)).findFirst();
  }

  static List<String> keys() {
    return Arrays.stream(values()).map(SourceKind::key).toList();
  }
}
