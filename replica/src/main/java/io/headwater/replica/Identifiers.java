package io.headwater.replica;

import java.util.regex.Pattern;

/** Names of tables and columns as they stand in SQL. */
final class Identifiers {

  /** PostgreSQL cuts longer ones, and two may then be the same. */
  static final int MAX_BYTES = 63;

  static final String OWN = "headwater_";

  /** Names that are taken, by us or by PostgreSQL, with any number of underscores before them. */
  private static final Pattern TAKEN =
      Pattern.compile("_*(" + OWN + ".*|tableoid|xmin|cmin|xmax|cmax|ctid)", Pattern.DOTALL);

  private Identifiers() {}

  static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /**
   * The column of a member: its own name, with one more underscore before it when that, apart from
   * underscores, is taken. No two members get the same, and none gets a name of ours.
   */
  static String column(String member) {
    return TAKEN.matcher(member).matches() ? "_" + member : member;
  }
}
