package io.headwater.app.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The kind of a source database. */
public enum SourceKind {
  /** PostgreSQL, by logical replication. */
  POSTGRESQL;

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
