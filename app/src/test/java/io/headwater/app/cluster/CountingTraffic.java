package io.headwater.app.cluster;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Transactions that each add one to the quantity and to the width of up to three counters, in two
 * tables. What the database has confirmed is counted here as well. One thread.
 */
final class CountingTraffic {

  private static final int MAX_COUNTERS_AT_ONCE = 3;

  private final Connection connection;
  private final SplittableRandom random;
  private final long intervalNanos;
  private final Map<String, Long> counted = new ConcurrentHashMap<>();
  private final AtomicReference<Optional<SQLException>> failure =
      new AtomicReference<>(Optional.empty());
  private final Thread thread = new Thread(this::run, "counting-traffic");
  private volatile boolean stopping;

  private CountingTraffic(Connection connection, double rate, long seed) throws SQLException {
    this.connection = connection;
    this.random = new SplittableRandom(seed);
    this.intervalNanos = (long) (TimeUnit.SECONDS.toNanos(1) / rate);
    connection.setAutoCommit(false);
    for (int i = 0; i < ClusterServers.COUNTERS; i++) {
      counted.put(Integer.toString(id(i)), 0L);
    }
  }

  /** Starts with so many transactions per second. */
  static CountingTraffic start(ClusterServers servers, double rate, long seed) throws SQLException {
    CountingTraffic traffic = new CountingTraffic(servers.connect(), rate, seed);
    traffic.thread.start();
    return traffic;
  }

  /** How often each counter was counted up until now, by confirmed transactions. */
  Map<String, Long> counted() {
    return Map.copyOf(counted);
  }

  /** How often all counters together were counted up until now. */
  long total() {
    return counted.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Ends after the transaction under way. */
  void stop() throws SQLException, InterruptedException {
    stopping = true;
    thread.join();
    connection.close();
    if (failure.get().isPresent()) {
      throw new IllegalStateException("the counting traffic has failed", failure.get().get());
    }
  }

  private void run() {
    try (PreparedStatement quantity =
            connection.prepareStatement(
                "update widgets set quantity = quantity + 1 where id = any(?)");
        PreparedStatement width =
            connection.prepareStatement(
                "update widget_dimensions set x = x + 1 where widget_id = any(?)")) {
      long due = System.nanoTime();
      while (!stopping) {
        count(quantity, width);
        due += intervalNanos;
        LockSupport.parkNanos(due - System.nanoTime());
      }
    } catch (SQLException e) {
      failure.set(Optional.of(e));
    }
  }

  private void count(PreparedStatement quantity, PreparedStatement width) throws SQLException {
    TreeSet<Integer> ids = new TreeSet<>();
    int draws = 1 + random.nextInt(MAX_COUNTERS_AT_ONCE);
    for (int i = 0; i < draws; i++) {
      ids.add(id(random.nextInt(ClusterServers.COUNTERS)));
    }
    for (PreparedStatement update : List.of(quantity, width)) {
      update.setArray(1, connection.createArrayOf("int", ids.toArray()));
      update.executeUpdate();
    }
    connection.commit();
    ids.forEach(id -> counted.merge(Integer.toString(id), 1L, Long::sum));
  }

  private static int id(int counter) {
    return ClusterServers.WIDGETS + 1 + counter;
  }
}
