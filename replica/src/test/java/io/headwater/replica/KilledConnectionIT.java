package io.headwater.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.consumer.StateChange;
import io.headwater.client.consumer.TargetUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class KilledConnectionIT {

  private static final int BATCHES = 150;
  private static final int KEYS = 40;

  private final long seed = Long.getLong("headwater.seed", System.nanoTime());
  private final Map<String, Map<String, Long>> truth = new HashMap<>();
  private final Map<String, Long> state = new TreeMap<>();
  private final Map<String, Long> versions = new HashMap<>();
  private int unavailable;

  @Test
  void positionAndRowsAgreeWhereverTheConnectionDies() throws Exception {
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    AtomicBoolean done = new AtomicBoolean();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (ReplicaFixture postgres = new ReplicaFixture()) {
      postgres.newDatabase();
      RelationalReplica replica = RelationalReplica.ofDocuments(postgres.settings("widget"));
      replica.position();
      replica.apply(List.of(), "p0");
      truth.put("p0", Map.of());
      audit(postgres);
      Thread killer = new Thread(() -> kill(postgres, new Random(seed + 1), done), "killer");
      killer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      killer.start();

      for (int i = 1; i <= BATCHES; i++) {
        List<StateChange> batch = batch(random);
        String position = "p" + i;
        truth.put(position, Map.copyOf(state));
        if (random.nextInt(20) == 0) {
          replica = anotherProcess(replica, postgres, "p" + (i - 1));
        }
        applyAtLast(replica, batch, position, postgres);
      }

      done.set(true);
      killer.join();
      assertThat(failure.get()).isNull();
      agree(postgres);
      assertThat(
              postgres.query(
                  "select id, version, op from audit group by id, version, op having count(*) > 1"))
          .isEmpty();
      System.out.println(unavailable + " connections lost under a call");
      assertThat(unavailable).isPositive();
      replica.close();
    }
  }

  private RelationalReplica anotherProcess(
      RelationalReplica former, ReplicaFixture postgres, String stored) throws Exception {
    former.close();
    RelationalReplica next = RelationalReplica.ofDocuments(postgres.settings("widget"));
    while (true) {
      try {
        assertThat(next.position()).contains(stored);
        return next;
      } catch (TargetUnavailableException e) {
        unavailable++;
      }
    }
  }

  private void applyAtLast(
      RelationalReplica replica, List<StateChange> batch, String position, ReplicaFixture postgres)
      throws Exception {
    while (true) {
      try {
        replica.apply(batch, position);
        agree(postgres);
        return;
      } catch (TargetUnavailableException e) {
        unavailable++;
        agree(postgres);
      }
    }
  }

  private List<StateChange> batch(Random random) {
    List<StateChange> batch = new ArrayList<>();
    int size = random.nextInt(30);
    for (int i = 0; i < size; i++) {
      String key = "k" + random.nextInt(KEYS);
      long version = versions.merge(key, 1L, Long::sum);
      if (random.nextInt(4) == 0) {
        state.remove(key);
        batch.add(ReplicaFixture.delete(key, version));
      } else {
        state.put(key, version);
        batch.add(ReplicaFixture.upsert(key, version, "{\"v\":" + version + "}"));
      }
    }
    return batch;
  }

  private void agree(ReplicaFixture postgres) throws SQLException {
    try (Connection connection = postgres.connect()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      String position =
          ReplicaFixture.query(connection, "select position from headwater_replica").getFirst();
      Map<String, Long> rows = new TreeMap<>();
      for (String row : ReplicaFixture.query(connection, "select id, document->>'v' from widget")) {
        String[] parts = row.split(" ", -1);
        rows.put(parts[0], Long.valueOf(parts[1]));
      }
      assertThat(rows).as(position).isEqualTo(truth.get(position));
    }
  }

  private static void audit(ReplicaFixture postgres) throws SQLException {
    postgres.execute(
        """
        create table audit(id text, version bigint, op text);
        create function note() returns trigger language plpgsql as $$
          begin
            if tg_op = 'DELETE' then
              insert into audit values (old.id, old.version, 'delete');
              return old;
            end if;
            insert into audit values (new.id, new.version, 'write');
            return new;
          end $$;
        create trigger noted after insert or update of document, version or delete on widget
          for each row execute function note()
        """);
  }

  private static void kill(ReplicaFixture postgres, Random random, AtomicBoolean done) {
    while (!done.get()) {
      LockSupport.parkNanos(random.nextInt(150_000_000));
      try {
        postgres.killReplicas();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
