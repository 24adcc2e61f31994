package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The overlay's part for PostgreSQL. */
final class PostgresOverlay {

  private static final String CONNECTOR = "io.debezium.connector.postgresql.PostgresConnector";
  private static final int MAX_SLOT_NAME = 63;

  private final String source;
  private final OverlayDraft draft;

  PostgresOverlay(String source, OverlayDraft draft) {
    this.source = source;
    this.draft = draft;
  }

  void lay(List<TableName> tables) {
    draft.connector(CONNECTOR, List.of("database.hostname", "database.user", "database.dbname"));
    identity();
    draft.tables(tables);
    draft.snapshot(List.of("initial", "no_data"));
    draft.force(
        "snapshot.isolation.mode",
        "repeatable_read",
        "all tables are read at one and the same time");
    draft.change();
    draft.safe(
        "heartbeat.action.query",
        "SELECT pg_logical_emit_message(true, 'headwater', '')",
        "moves the slot on while only other tables change");
    values();
    draft.failures();
    draft.force("slot.max.retries", "0", "Headwater restarts the engine itself, with back-off");
    draft.speed();
    draft.safe("snapshot.fetch.size", "5000", "throughput");
    draft.safe("status.update.interval.ms", "5000", "the server sees a dead engine soon");
  }

  private void identity() {
    draft.put("name", "headwater-" + source);
    draft.put("tasks.max", "1");
    draft.safe("topic.prefix", source, "names the engine's records, which never reach a topic");
    draft.force("plugin.name", "pgoutput", "part of every PostgreSQL, nothing to install");
    String slot = identifier("headwater_" + source);
    if (draft.get("slot.name", "").equals("debezium")) {
      draft.force("slot.name", slot, "the connector's default name collides with other connectors");
    }
    draft.safe("slot.name", slot, "one slot per source");
    draft.safe("publication.name", slot, "one publication per source");
    draft.safe(
        "publication.autocreate.mode",
        "filtered",
        "all_tables needs a superuser and decodes what nobody reads");
    draft.force("slot.drop.on.stop", "false", "a dropped slot loses changes");
    draft.force(
        "offset.mismatch.strategy",
        "trust_offset",
        "fail instead of skipping changes when the slot was created anew");
    draft.force("lsn.flush.mode", "connector", "only what the change log holds may be discarded");
    draft.remove("flush.lsn.source");
  }

  private void values() {
    draft.force(
        "decimal.handling.mode",
        "string",
        "the only mode that keeps NaN and Infinity; Headwater makes numbers of it");
    draft.values();
    draft.force("interval.handling.mode", "string", "months have no fixed length");
    draft.force("hstore.handling.mode", "json", "embedded as an object");
    draft.force(
        "include.unknown.datatypes", "true", "columns of unknown types must not be missing");
    // It stays inside the process. A row's own text that equals it is taken for one that was not
    // logged, so nobody may know it.
    draft.put("unavailable.value.placeholder", "headwater-unavailable-" + UUID.randomUUID());
  }

  private static String identifier(String text) {
    String safe = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
    return safe.length() <= MAX_SLOT_NAME ? safe : safe.substring(0, MAX_SLOT_NAME);
  }
}
