package io.headwater.capture.capture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** What a binary log can hold, and what the change log must hold afterwards. */
final class MariaDbRestartWorkload implements AutoCloseable {

  private final MariaDbShop database;
  private final List<String> expected = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  MariaDbRestartWorkload(MariaDbShop database) {
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
  List<String> run() throws SQLException {
    Session one = new Session();
    Session two = new Session();
    one.run("insert into a values (1, 'x')", "CREATE a 1");
    one.commit();
    one.run("insert into a values (2, 'x'), (3, 'x'), (4, 'x')", creates("a", 2, 4));
    one.commit();

    // The one that begins first commits last, and the other way round.
    one.run("insert into a values (5, 'x'), (6, 'x')", creates("a", 5, 6));
    two.run(
        "insert into b values (1, 'x'), (2, 'x'), (6, 'x'), (7, 'x')",
        "CREATE b 1",
        "CREATE b 2",
        "CREATE b 6",
        "CREATE b 7");
    one.run("update a set v = 'y' where id in (1, 2)", "UPDATE a 1", "UPDATE a 2");
    two.commit();
    two.run("insert into b values (11, 'x')", "CREATE b 11");
    one.run("delete from a where id = 3", "DELETE a 3");
    one.commit();
    two.run("delete from b where id <= 2", "DELETE b 1", "DELETE b 2");
    two.commit();

    one.run("update a set id = 40 where id = 4", "DELETE a 4", "CREATE a 40");
    one.commit();
    one.run("insert into a values (9, 'x')", "CREATE a 9");
    one.rollback();
    one.run("insert into unwatched values (1)");
    one.commit();
    database.run("insert into plain values (1), (2)");
    one.run("insert into a values (9, 'x')", "CREATE a 9");
    one.run("savepoint s");
    one.run("insert into a values (10, 'x')");
    one.run("rollback to savepoint s");
    one.run("insert into b values (13, 'x')", "CREATE b 13");
    one.commit();
    two.run("truncate b", "TRUNCATE b");
    two.commit();
    database.run("alter table b add column w int", "flush binary logs");
    two.run("insert into b values (20, 'x', 1), (21, 'x', 1)", creates("b", 20, 21));
    two.run("update b set v = 'z' where id >= 21", "UPDATE b 21");
    two.commit();
    database.run("create table later (id int primary key)", "drop table later");
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
