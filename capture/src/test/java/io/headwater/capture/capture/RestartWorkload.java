package io.headwater.capture.capture;

import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;

/**
 * Everything that has ever made an engine lose events on a restart, and what the change log must
 * hold afterwards.
 */
final class RestartWorkload implements AutoCloseable {

  private final ShopDatabase database;
  private final List<String> expected = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  RestartWorkload(ShopDatabase database) {
    this.database = database;
  }

  /** One connection with one transaction at a time. */
  private final class Session {

    private final Connection connection;
    private final List<String> pending = new ArrayList<>();

    Session() throws SQLException {
      connection = database.connect();
      connection.setAutoCommit(false);
      sessions.add(this);
    }

    void run(String sql, String... changes) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      pending.addAll(List.of(changes));
    }

    void copy(String table, int from, int to) throws Exception {
      StringBuilder rows = new StringBuilder();
      for (int id = from; id <= to; id++) {
        rows.append(id).append("\tcopied\n");
        pending.add("CREATE " + table + " " + id);
      }
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("copy " + table + " from stdin", new StringReader(rows.toString()));
    }

    void commit() throws SQLException {
      connection.commit();
      expected.addAll(pending);
      pending.clear();
    }

    void rollback() throws SQLException {
      connection.rollback();
      pending.clear();
    }
  }

  /** Runs it once; returns the changes in commit order. */
  List<String> run() throws Exception {
    Session one = new Session();
    Session two = new Session();
    one.run("insert into a values (1, 'x')", "CREATE a 1");
    one.commit();
    one.run("insert into a values (2, 'x'), (3, 'x'), (4, 'x')", creates("a", 2, 4));
    one.commit();
    one.copy("b", 1, 5);
    one.commit();

    // The one that begins first commits last, and the other way round.
    one.run("insert into a values (5, 'x'), (6, 'x')", creates("a", 5, 6));
    two.run("insert into b values (6, 'x'), (7, 'x')", creates("b", 6, 7));
    one.run("update a set v = 'y' where id in (1, 2)", "UPDATE a 1", "UPDATE a 2");
    two.copy("b", 8, 10);
    two.commit();
    two.run("insert into b values (11, 'x')", "CREATE b 11");
    one.run("delete from a where id = 3", "DELETE a 3");
    one.commit();
    two.run("delete from b where id <= 2", "DELETE b 1", "DELETE b 2");
    two.commit();

    two.run("insert into b values (12, 'x')", "CREATE b 12");
    one.run("insert into a values (7, 'x')", "CREATE a 7");
    one.commit();
    one.run("insert into a values (8, 'x')", "CREATE a 8");
    one.commit();
    two.commit();

    one.run("update a set id = 40 where id = 4", "DELETE a 4", "CREATE a 40");
    one.commit();
    one.run("insert into a values (9, 'x')", "CREATE a 9");
    one.rollback();
    one.run("insert into unwatched values (1)");
    one.commit();
    one.run("insert into a values (9, 'x')", "CREATE a 9");
    one.run("savepoint s");
    one.run("insert into a values (10, 'x')");
    one.run("rollback to savepoint s");
    one.run("insert into b values (13, 'x')", "CREATE b 13");
    one.commit();
    two.run("truncate b", "TRUNCATE b");
    two.commit();
    two.copy("b", 20, 22);
    two.run("update b set v = 'z' where id >= 21", "UPDATE b 21", "UPDATE b 22");
    two.commit();
    one.run("insert into a values (99, 'end')", "CREATE a 99");
    one.commit();
    return List.copyOf(expected);
  }

  private static String[] creates(String table, int from, int to) {
    String[] changes = new String[to - from + 1];
    for (int id = from; id <= to; id++) {
      changes[id - from] = "CREATE " + table + " " + id;
    }
    return changes;
  }

  @Override
  public void close() throws SQLException {
    for (Session session : sessions) {
      session.connection.close();
    }
  }
}
