package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;

/** The overlay's part for MariaDB and MySQL. */
final class BinlogOverlay {

  private static final String LOCKING = "snapshot.locking.mode";

  /** Those that read all tables and the position in the log at one and the same moment. */
  private static final Set<String> CONSISTENT_LOCKING =
      Set.of("minimal", "extended", "minimal_percona", "minimal_percona_no_table_locks");

  /** Derived server ids begin here, far above those that people give. */
  private static final long FIRST_SERVER_ID = 1_000_000_000L;

  private static final long SERVER_IDS = 1_000_000_000L;

  private final DatabaseVendor vendor;
  private final String source;
  private final OverlayDraft draft;

  BinlogOverlay(DatabaseVendor vendor, String source, OverlayDraft draft) {
    this.vendor = vendor;
    this.source = source;
    this.draft = draft;
  }

  void lay(List<TableName> tables) {
    draft.connector(
        vendor == DatabaseVendor.MARIADB
            ? "io.debezium.connector.mariadb.MariaDbConnector"
            : "io.debezium.connector.mysql.MySqlConnector",
        List.of("database.hostname", "database.user"));
    identity();
    draft.tables(tables);
    draft.snapshot(List.of("initial", "no_data", "recovery"));
    if (!CONSISTENT_LOCKING.contains(draft.get(LOCKING, "minimal").toLowerCase(Locale.ROOT))) {
      draft.force(LOCKING, "minimal", "rows must fit the place in the log where it goes on");
    }
    draft.change();
    draft.force("include.query", "false", "statements may hold personal data");
    values();
    draft.failures();
    draft.force("event.deserialization.failure.handling.mode", "fail", "no change may be dropped");
    draft.force("inconsistent.schema.handling.mode", "fail", "no change may be dropped");
    draft.safe(
        "schema.history.internal.store.only.captured.tables.ddl",
        "true",
        "tables that nobody reads may be of types that the engine does not know");
    draft.speed();
    draft.safe("connect.timeout.ms", "10000", "an unreachable server should be told soon");
  }

  private void identity() {
    draft.put("name", "headwater-" + source);
    draft.put("tasks.max", "1");
    draft.safe("topic.prefix", source, "names the engine's records, which never reach a topic");
    draft.safe(
        "database.server.id",
        serverId(source),
        "derived from the source's name; no other replica of the server may have it");
  }

  private void values() {
    draft.force("decimal.handling.mode", "precise", "keeps all digits");
    draft.force("bigint.unsigned.handling.mode", "precise", "keeps numbers beyond 2^63");
    draft.force("enable.time.adjuster", "false", "years are what the table holds");
    draft.force("driver.yearIsDateType", "false", "the year 0000 is no date");
    draft.values();
  }

  /** The same for the same source at every start, so that the server ends a former connection. */
  static String serverId(String source) {
    CRC32 checksum = new CRC32();
    checksum.update(source.getBytes(StandardCharsets.UTF_8));
    return Long.toString(FIRST_SERVER_ID + checksum.getValue() % SERVER_IDS);
  }
}
