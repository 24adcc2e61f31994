package io.headwater.capture.normalize.debezium;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the source block of a record tells, over all connectors, by its name there. */
enum Fact {
  VERSION("version"),
  CONNECTOR("connector"),
  NAME("name"),
  TS_MS("ts_ms"),
  TS_US("ts_us"),
  TS_NS("ts_ns"),
  SNAPSHOT("snapshot"),
  DB("db"),
  SCHEMA("schema"),
  TABLE("table"),
  COLLECTION("collection"),
  /** PostgreSQL. */
  LSN("lsn"),
  /** PostgreSQL and Oracle. */
  TX_ID("txId"),
  /** MySQL and MariaDB, as all up to the row. */
  SERVER_ID("server_id"),
  GTID("gtid"),
  FILE("file"),
  POS("pos"),
  ROW("row"),
  /** SQL Server, as the next two. */
  CHANGE_LSN("change_lsn"),
  COMMIT_LSN("commit_lsn"),
  EVENT_SERIAL_NO("event_serial_no"),
  /** Oracle, as all up to the thread. */
  SCN("scn"),
  COMMIT_SCN("commit_scn"),
  LCR_POSITION("lcr_position"),
  RS_ID("rs_id"),
  SSN("ssn"),
  REDO_THREAD("redo_thread"),
  /** MongoDB, as the rest. */
  ORD("ord"),
  H("h"),
  LSID("lsid"),
  TXN_NUMBER("txnNumber"),
  STXNID("stxnid");

  private static final Map<String, Fact> BY_NAME = new HashMap<>();

  static {
    for (Fact fact : values()) {
      BY_NAME.put(fact.key, fact);
    }
  }

  private final String key;

  Fact(String key) {
    this.key = key;
  }

  /** Its name in the source block. */
  String key() {
    return key;
  }

  /** Whether it is a time. */
  boolean isTime() {
    return this == TS_MS || this == TS_US || this == TS_NS;
  }

  /** The fact of that name; null when it is none that counts. */
  static @Nullable Fact named(String name) {
    return BY_NAME.get(name);
  }
}
