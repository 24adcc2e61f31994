package io.headwater.replica;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The table of a replica.
 *
 * @param schema the schema; the connection's own when empty
 * @param name the table in it, as it is written in the catalogue
 */
public record ReplicaTable(Optional<String> schema, String name) {

  /** Refuses names that PostgreSQL would cut or refuse. */
  public ReplicaTable {
    schema.ifPresent(ReplicaTable::check);
    check(name);
  }

  /** Reads {@code table} or {@code schema.table}. */
  public static ReplicaTable parse(String text) {
    int dot = text.indexOf('.');
    return dot < 0
        ? new ReplicaTable(Optional.empty(), text)
        : new ReplicaTable(Optional.of(text.substring(0, dot)), text.substring(dot + 1));
  }

  /** Whether that can name a column or a table. */
  static boolean isName(String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    return bytes > 0 && bytes <= Identifiers.MAX_BYTES && text.indexOf('\0') < 0;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return schema.map(one -> one + ".").orElse("") + name;
  }

  private static void check(String text) {
    if (!isName(text)) {
      throw new IllegalArgumentException(
          "'%s' cannot name a table or a schema; mend: take a name of 1 to %d bytes"
              .formatted(text, Identifiers.MAX_BYTES));
    }
  }
}
