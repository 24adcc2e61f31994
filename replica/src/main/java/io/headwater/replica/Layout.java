package io.headwater.replica;

import java.util.List;

/**
 * The columns of a replica's table.
 *
 * @param key of type text, the primary key
 * @param version of type bigint
 * @param generation of type bigint
 * @param payload what the document becomes, in the order of {@link Row#values}
 */
record Layout(String key, String version, String generation, List<Column> payload) {

  static final String TEXT = "text";
  static final String BIGINT = "bigint";
  static final String JSONB = "jsonb";
  static final String JSON = "json";

  /** A column with the type that it has in the database. */
  record Column(String name, String type) {}

  /** A column that may hold JSON. */
  static boolean isJson(String type) {
    return type.equals(JSONB) || type.equals(JSON);
  }
}
