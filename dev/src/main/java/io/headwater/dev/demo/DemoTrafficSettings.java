package io.headwater.dev.demo;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What traffic to run on the demo's tables.
 *
 * @param connections opens a connection to the demo's database, one per thread
 * @param widgets the number of widgets the tables were filled with; ids 1 to this are used
 * @param transactionsPerSecond the target rate over all threads
 * @param threads how many connections work at the same time
 * @param seed decides all choices of every thread
 * @param maxTransactions stops the traffic after so many transactions
 * @param observer is told of every transaction before its commit
 */
public record DemoTrafficSettings(
    ConnectionSource connections,
    int widgets,
    double transactionsPerSecond,
    int threads,
    long seed,
    long maxTransactions,
    TransactionObserver observer) {

  /** Fewest widgets a thread works on; below, it cannot delete or move without waiting. */
  public static final int MIN_WIDGETS_PER_THREAD = 10;

  /** Opens connections to the demo's database. */
  @FunctionalInterface
  public interface ConnectionSource {
    /** Opens a connection; the traffic closes it. */
    Connection open() throws SQLException;
  }

  /** Checks the numbers. */
  public DemoTrafficSettings {
    if (threads < 1 || widgets < threads * MIN_WIDGETS_PER_THREAD) {
      throw new IllegalArgumentException(
          "threads must be at least 1 with %d widgets each, not %d threads with %d widgets"
              .formatted(MIN_WIDGETS_PER_THREAD, threads, widgets));
    }
    if (!(transactionsPerSecond > 0) || maxTransactions < 1) {
      throw new IllegalArgumentException(
          "transactionsPerSecond and maxTransactions must be above 0, not %s and %d"
              .formatted(transactionsPerSecond, maxTransactions));
    }
  }

  /** One connection at the given rate on the demo's default number of widgets, until stopped. */
  public static DemoTrafficSettings atRate(
      ConnectionSource connections, double transactionsPerSecond) {
    return new DemoTrafficSettings(
        connections,
        DemoSchema.DEFAULT_WIDGETS,
        transactionsPerSecond,
        1,
        1,
        Long.MAX_VALUE,
        TransactionObserver.NONE);
  }

  /** The same settings for another number of widgets. */
  public DemoTrafficSettings withWidgets(int otherWidgets) {
    return new DemoTrafficSettings(
        connections, otherWidgets, transactionsPerSecond, threads, seed, maxTransactions, observer);
  }

  /** The same settings with another number of threads. */
  public DemoTrafficSettings withThreads(int otherThreads) {
    return new DemoTrafficSettings(
        connections, widgets, transactionsPerSecond, otherThreads, seed, maxTransactions, observer);
  }

  /** The same settings with another seed. */
  public DemoTrafficSettings withSeed(long otherSeed) {
    return new DemoTrafficSettings(
        connections, widgets, transactionsPerSecond, threads, otherSeed, maxTransactions, observer);
  }

  /** The same settings with an end. */
  public DemoTrafficSettings withMaxTransactions(long otherMaxTransactions) {
    return new DemoTrafficSettings(
        connections, widgets, transactionsPerSecond, threads, seed, otherMaxTransactions, observer);
  }

  /** The same settings with somebody who looks at every transaction. */
  public DemoTrafficSettings observedBy(TransactionObserver otherObserver) {
    return new DemoTrafficSettings(
        connections, widgets, transactionsPerSecond, threads, seed, maxTransactions, otherObserver);
  }
}
