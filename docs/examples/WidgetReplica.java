import io.headwater.client.consumer.*;
import java.net.URI;
import java.sql.*;
import java.util.*;

/** Keeps a table of widgets: java -cp 'app/target/lib/*' WidgetReplica.java jdbc:… http://… */
record WidgetReplica(String url) implements StateSink {
  static final String TABLES =
      "create table if not exists w(id text primary key, v bigint, doc jsonb, gen bigint);"
          + "create table if not exists progress(one bool primary key, position text, gen bigint);"
          + "insert into progress values (true, null, 0) on conflict do nothing";
  static final String MOVE = "update progress set position = ?";
  static final String UPSERT =
      "insert into w select ?, ?, ?::jsonb -> 'resource', gen from progress on conflict (id)"
          + " do update set (v, doc, gen) = (excluded.v, excluded.doc, excluded.gen)";

  public static void main(String... args) throws Exception {
    HeadwaterConsumer.of("widget").bootstrapFrom(URI.create(args[1])).followHttp()
        .into(new WidgetReplica(args[0])).start();
    Thread.currentThread().join(); // Until it is killed; the next run goes on where this one was.
  }

  public Optional<String> position() throws SQLException {
    try (Connection db = DriverManager.getConnection(url); Statement sql = db.createStatement()) {
      sql.execute(TABLES);
      ResultSet row = sql.executeQuery("select position from progress");
      return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
    }
  }

  public void apply(List<StateChange> changes, String position) throws SQLException {
    commit(position, changes.stream().map(change -> switch (change) {
      case StateChange.Upsert u -> new Object[] {UPSERT, u.key(), u.version(), u.bytes() + ""};
      case StateChange.Delete d -> new Object[] {"delete from w where id = ?", d.key()};
    }).toArray(Object[][]::new));
  }

  public void beginReplacement(long gen, String position) throws SQLException {
    commit(position, new Object[] {"update progress set gen = ?", gen});
  }

  public void completeReplacement(long gen, String position) throws SQLException {
    commit(position, new Object[] {"delete from w where gen < ?", gen});
  }

  private void commit(String position, Object[]... changes) throws SQLException {
    try (Connection db = DriverManager.getConnection(url)) {
      db.setAutoCommit(false); // Changes and position together: each takes effect once.
      for (int i = 0; i <= changes.length; i++) {
        Object[] row = i == changes.length ? new Object[] {MOVE, position} : changes[i];
        try (PreparedStatement sql = db.prepareStatement((String) row[0])) {
          for (int k = 1; k < row.length; k++) sql.setObject(k, row[k]);
          sql.execute();
        }
      }
      db.commit();
    }
  }
}
