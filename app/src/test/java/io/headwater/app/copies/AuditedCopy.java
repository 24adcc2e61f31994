package io.headwater.app.copies;

import io.headwater.dev.server.EmbeddedPostgresServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A table that a replica keeps, with a trigger that remembers every version of every row and notes
 * what must not happen: a version that comes twice, or after a newer one.
 */
record AuditedCopy(EmbeddedPostgresServer postgres, String database, String table) {

  /** Watches the table, which the replica has made. */
  void watch() throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          create table if not exists %1$s_seen (id text primary key, version bigint not null);
          create table if not exists %1$s_wrong (id text, seen bigint, came bigint, what text);
          insert into %1$s_seen select id, version from %1$s on conflict do nothing;
          create or replace function %1$s_audit() returns trigger language plpgsql as $$
          declare known bigint;
          begin
            if tg_op = 'UPDATE' and new.version = old.version and new.document = old.document then
              return new;
            end if;
            select version into known from %1$s_seen where id = new.id;
            if known >= new.version then
              insert into %1$s_wrong values (new.id, known, new.version, tg_op);
            end if;
            insert into %1$s_seen values (new.id, new.version)
              on conflict (id) do update set version = greatest(%1$s_seen.version, excluded.version);
            return new;
          end $$;
          create or replace trigger %1$s_audit after insert or update on %1$s
            for each row execute function %1$s_audit();
          """
              .formatted(table));
    }
  }

  /** The documents by id, as the database writes them. */
  SortedMap<String, String> documents() throws SQLException {
    SortedMap<String, String> documents = new TreeMap<>();
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id, document::text from " + table)) {
      while (rows.next()) {
        documents.put(rows.getString(1), rows.getString(2));
      }
    }
    return documents;
  }

  /** What must not have happened, and did. */
  List<String> violations() throws SQLException {
    List<String> violations = new ArrayList<>();
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select id, seen, came, what from " + table + "_wrong")) {
      while (rows.next()) {
        violations.add(
            "%s: version %d came after %d (%s)"
                .formatted(rows.getString(1), rows.getLong(3), rows.getLong(2), rows.getString(4)));
      }
    }
    return violations;
  }

  /** How many changes of rows were seen. */
  long versions() throws SQLException {
    try (Connection connection = postgres.connect(database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select coalesce(sum(version), 0) from " + table + "_seen")) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
