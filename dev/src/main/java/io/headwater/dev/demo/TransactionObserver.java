package io.headwater.dev.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;

/** Is told of every transaction of the traffic that is about to be committed (port). */
@FunctionalInterface
public interface TransactionObserver {

  /** Looks at nothing. */
  TransactionObserver NONE = (connection, widgets) -> {};

  /**
   * Called on the transaction's own thread and connection, after its last statement and before its
   * commit; a transaction that is rolled back is not told. No other transaction touches these
   * widgets meanwhile.
   *
   * @param connection the transaction's; to be read with, and to be left in the transaction
   * @param widgets the ids of all widgets whose rows the transaction may have touched, in any table
   * @throws SQLException ends the traffic, and the transaction is rolled back
   */
  void beforeCommit(Connection connection, Collection<Integer> widgets) throws SQLException;
}
