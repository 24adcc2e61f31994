package io.headwater.dev.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * The resources as the database itself sees them: what every pipeline must arrive at.
 *
 * <p>The JSON is compact and in the contract's field order: {@code
 * {"id":1,"name":"…","description":null,"quantity":3,"dimensions":{"x":1,"y":2,"z":3},"colors":["red"]}}.
 */
public final class DemoOracle {

  private static final int FETCH_SIZE = 2_000;

  // Text, not json_build_object: the function puts blanks around colons.
  private static final String DOCUMENT =
      """
             '{"id":' || w.id
             || ',"name":' || to_json(w.name)::text
             || ',"description":' || coalesce(to_json(w.description)::text, 'null')
             || ',"quantity":' || w.quantity
             || ',"dimensions":' || coalesce(
                  '{"x":' || d.x || ',"y":' || d.y || ',"z":' || d.z || '}', 'null')
             || ',"colors":[' || coalesce(
                  (select string_agg(to_json(c.color)::text, ',' order by c.id)
                   from widget_colors c where c.widget_id = w.id), '')
             || ']}'
      from widgets w left join widget_dimensions d on d.widget_id = w.id
      """;

  private static final String QUERY = "select w.id::text, " + DOCUMENT;

  // By one id, not by an array of them, which the server would plan anew each time.
  private static final String IN_TRANSACTION =
      "select pg_current_xact_id_if_assigned()::xid::text, (select "
          + DOCUMENT
          + " where w.id = ?)";

  private DemoOracle() {}

  /**
   * Gives every widget's id and resource JSON to the consumer, in id order, and returns how many.
   *
   * <p>One query in one REPEATABLE READ transaction, read with a cursor. The connection must be
   * idle and is used by nobody else meanwhile; its modes are as before afterwards.
   *
   * @throws SQLException when the query fails
   */
  public static long forEachWidget(Connection connection, BiConsumer<String, String> consumer)
      throws SQLException {
    return read(connection, OptionalInt.empty(), consumer);
  }

  /** Returns the resource JSON of one widget, or empty when it does not exist. */
  public static Optional<String> widget(Connection connection, int id) throws SQLException {
    String[] found = new String[1];
    long count = read(connection, OptionalInt.of(id), (ignored, json) -> found[0] = json);
    return count == 0 ? Optional.empty() : Optional.of(found[0]);
  }

  /**
   * Returns what the connection's transaction makes of these widgets, as far as it has come; empty
   * when it has written nothing. The transaction goes on.
   */
  public static Optional<TransactionEnd> transactionEnd(
      Connection connection, Collection<Integer> ids) throws SQLException {
    Map<String, Optional<String>> documents = new HashMap<>();
    Optional<Long> transaction = Optional.empty();
    try (PreparedStatement statement = connection.prepareStatement(IN_TRANSACTION)) {
      for (int id : ids) {
        statement.setInt(1, id);
        try (ResultSet row = statement.executeQuery()) {
          row.next();
          transaction = Optional.ofNullable(row.getString(1)).map(Long::valueOf);
          documents.put(Integer.toString(id), Optional.ofNullable(row.getString(2)));
        }
      }
    }
    return transaction.map(id -> new TransactionEnd(id, documents));
  }

  /**
   * Returns an id as {@link TransactionEnd#transaction} has it that is older than that of every
   * transaction that begins to write from now on, and younger than all that have ended.
   */
  public static long transactionMark(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_current_xact_id()::xid::text")) {
      row.next();
      return Long.parseLong(row.getString(1));
    }
  }

  private static long read(
      Connection connection, OptionalInt id, BiConsumer<String, String> consumer)
      throws SQLException {
    boolean autoCommit = connection.getAutoCommit();
    int isolation = connection.getTransactionIsolation();
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    // The driver uses a cursor only inside a transaction.
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement(
            QUERY + (id.isPresent() ? "where w.id = ?" : "order by w.id"))) {
      if (id.isPresent()) {
        statement.setInt(1, id.getAsInt());
      }
      statement.setFetchSize(FETCH_SIZE);
      return drain(statement, consumer);
    } finally {
      connection.rollback();
      connection.setAutoCommit(autoCommit);
      connection.setTransactionIsolation(isolation);
    }
  }

  private static long drain(PreparedStatement statement, BiConsumer<String, String> consumer)
      throws SQLException {
    long count = 0;
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        consumer.accept(rows.getString(1), rows.getString(2));
        count++;
      }
    }
    return count;
  }
}
