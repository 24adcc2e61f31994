package io.headwater.capture.normalize.debezium;

import io.headwater.capture.normalize.LogPosition;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import java.util.Optional;

/**
 * Where a change comes from, and what tells it from all others, by its source block.
 *
 * <p>Positions are in each database's own notation: PostgreSQL's {@code X/Y}; MySQL's and MariaDB's
 * GTID, or file and position, with the row's number in its statement; SQL Server's commit and
 * change LSN with the event's number; Oracle's SCN; MongoDB's timestamp of seconds and ordinal.
 * Keeps the strings that do not change from record to record. Not thread-safe.
 */
final class Origins {

  private static final String ENGINE = "debezium";
  private static final String UNKNOWN = "unknown";
  private static final long MILLIS_PER_SECOND = 1_000;

  /** PostgreSQL's connector. */
  static final String POSTGRES = "postgresql";

  /** MongoDB's connector. */
  static final String MONGO = "mongodb";

  private final String source;
  private TableName table = new TableName("", "");
  private EngineVersion engine = new EngineVersion(ENGINE, UNKNOWN, UNKNOWN);

  Origins(String source) {
    this.source = source;
  }

  /** The database's name, as its vendor writes it. */
  static String kind(String connector) {
    return switch (connector) {
      case POSTGRES -> "PostgreSQL";
      case "mysql" -> "MySQL";
      case "mariadb" -> "MariaDB";
      case MONGO -> "MongoDB";
      case "sqlserver" -> "SQL Server";
      case "oracle" -> "Oracle";
      case "db2" -> "Db2";
      default -> connector;
    };
  }

  Origin origin(SourceBlock from, RawRecord raw) {
    String container = from.text(Fact.DB);
    return new Origin(
        source, kind(from.text(Fact.CONNECTOR)), container, table(from), position(from, raw));
  }

  /** The table; MySQL's, MariaDB's and MongoDB's databases are their schemas. */
  @SuppressWarnings("ReferenceEquality")
  TableName table(SourceBlock from) {
    String schema = from.text(Fact.SCHEMA);
    if (schema.isEmpty()) {
      schema = from.text(Fact.DB);
    }
    String name = from.text(from.has(Fact.TABLE) ? Fact.TABLE : Fact.COLLECTION);
    if (schema.isEmpty() || name.isEmpty()) {
      throw new RefusedRecordException(
          "the source block names no table; mend: have the connector write its own source block");
    }
    // The same strings as before, unless the table is another.
    if (table.schema() != schema || table.table() != name) {
      table = new TableName(schema, name);
    }
    return table;
  }

  @SuppressWarnings("ReferenceEquality")
  EngineVersion engine(SourceBlock from) {
    String connector = from.text(Fact.CONNECTOR);
    String version = from.has(Fact.VERSION) ? from.text(Fact.VERSION) : UNKNOWN;
    if (engine.connector() != connector || engine.version() != version) {
      engine = new EngineVersion(ENGINE, connector, version);
    }
    return engine;
  }

  /** The change's place in its database's notation; else the record's place in its topic. */
  static String position(SourceBlock from, RawRecord raw) {
    if (from.has(Fact.LSN)) {
      return new LogPosition(from.number(Fact.LSN)).toString();
    }
    if (from.has(Fact.GTID) && !from.text(Fact.GTID).isEmpty()) {
      return from.text(Fact.GTID) + row(from);
    }
    if (from.has(Fact.FILE) && from.has(Fact.POS)) {
      return from.text(Fact.FILE) + ":" + from.text(Fact.POS) + row(from);
    }
    if (from.has(Fact.CHANGE_LSN)) {
      return from.text(Fact.COMMIT_LSN)
          + "/"
          + from.text(Fact.CHANGE_LSN)
          + "/"
          + from.text(Fact.EVENT_SERIAL_NO);
    }
    if (from.has(Fact.COMMIT_LSN)) {
      return from.text(Fact.COMMIT_LSN);
    }
    if (from.has(Fact.SCN)) {
      return from.text(Fact.SCN);
    }
    if (from.has(Fact.ORD) && from.has(Fact.TS_MS)) {
      return Math.floorDiv(from.number(Fact.TS_MS), MILLIS_PER_SECOND) + ":" + from.text(Fact.ORD);
    }
    return raw.position();
  }

  private static String row(SourceBlock from) {
    return from.has(Fact.ROW) ? "/" + from.text(Fact.ROW) : "";
  }

  /**
   * What is the same when a connector sends the change again after a restart: its place in the
   * source's log. Together with the table and the key it tells a change from all others, also where
   * the rows of one statement share a place.
   *
   * @param order the change's number in its transaction; empty when the record does not tell it. A
   *     connector that starts within a transaction may count anew, so it counts only where nothing
   *     else tells two changes of a row apart
   */
  static Optional<EventIdentity> identity(SourceBlock from, String operation, String order) {
    StringBuilder text = new StringBuilder(64).append(operation);
    return switch (from.text(Fact.CONNECTOR)) {
      case POSTGRES ->
          from.has(Fact.LSN) ? told(text, from, Fact.LSN, Fact.TX_ID) : Optional.empty();
      case "mysql", "mariadb" ->
          from.has(Fact.FILE) && from.has(Fact.POS)
              ? told(text, from, Fact.SERVER_ID, Fact.FILE, Fact.POS, Fact.ROW, Fact.GTID)
              : Optional.empty();
      case "sqlserver" ->
          from.has(Fact.CHANGE_LSN)
              ? told(text, from, Fact.COMMIT_LSN, Fact.CHANGE_LSN, Fact.EVENT_SERIAL_NO)
              : Optional.empty();
      case "oracle" -> oracle(text, from, order);
      case MONGO ->
          // Changes of one transaction share time and ordinal.
          from.has(Fact.ORD) && !from.has(Fact.STXNID) && !from.has(Fact.TXN_NUMBER)
              ? told(text, from, Fact.TS_MS, Fact.ORD)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Changes of one SCN are told apart by their place in the redo log, or in the transaction. */
  private static Optional<EventIdentity> oracle(
      StringBuilder text, SourceBlock from, String order) {
    if (!from.has(Fact.SCN)) {
      return Optional.empty();
    }
    if (from.has(Fact.LCR_POSITION) || from.has(Fact.RS_ID)) {
      return told(
          text,
          from,
          Fact.SCN,
          Fact.TX_ID,
          Fact.LCR_POSITION,
          Fact.REDO_THREAD,
          Fact.RS_ID,
          Fact.SSN);
    }
    return order.isEmpty()
        ? Optional.empty()
        : told(text.append('/').append(order), from, Fact.SCN, Fact.TX_ID);
  }

  private static Optional<EventIdentity> told(StringBuilder text, SourceBlock from, Fact... facts) {
    for (Fact fact : facts) {
      text.append('/').append(from.text(fact));
    }
    return Optional.of(new EventIdentity(text.toString()));
  }
}
