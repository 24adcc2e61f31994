package io.headwater.replica;

/**
 * Which replica is kept where.
 *
 * @param database where the table is
 * @param table the table; made when it is not there
 * @param consumer the name under which the position is kept; one process at a time may use it
 */
public record ReplicaSettings(ReplicaDatabase database, ReplicaTable table, String consumer) {

  /** Refuses a consumer without a name. */
  public ReplicaSettings {
    if (consumer.isBlank() || consumer.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          "the consumer has no name; mend: give one that is not blank");
    }
  }

  /** A replica whose consumer has the table's name. */
  public static ReplicaSettings of(ReplicaDatabase database, ReplicaTable table) {
    return new ReplicaSettings(database, table, table.toString());
  }
}
