package io.headwater.app.dev;

import io.headwater.dev.demo.DemoOracle;
import io.headwater.dev.demo.TransactionEnd;
import io.headwater.dev.demo.TransactionObserver;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Proves what is published while the traffic runs: the states of each widget are the source's at
 * the ends of its transactions, in order and byte for byte, none left out but those that are the
 * same as before, and none besides.
 *
 * <p>A transaction is told before its commit, so before its record can come. It is held until then:
 * memory is for what is under way, some 400 bytes for each state. Records of transactions from
 * before the start are passed over until the first of the traffic's. Thread-safe.
 */
final class InFlightCheck implements TransactionObserver {

  /** How many differences are kept in words; all are counted. */
  static final int KEPT_DIFFERENCES = 100;

  private final long firstTransaction;
  private final Map<String, String> untouched;
  private final Map<String, WidgetHistory> histories = new HashMap<>();

  /**
   * A check from here on.
   *
   * @param firstTransaction the id of a transaction that is older than all that are told
   * @param documents the widgets' documents before the first of these, by id
   */
  InFlightCheck(long firstTransaction, Map<String, String> documents) {
    this.firstTransaction = firstTransaction;
    this.untouched = new HashMap<>(documents);
  }

  /** A check of all that the source commits from now on, of which every transaction is told. */
  static InFlightCheck start(Connection source) throws SQLException {
    long mark = DemoOracle.transactionMark(source);
    Map<String, String> documents = new HashMap<>();
    DemoOracle.forEachWidget(source, documents::put);
    return new InFlightCheck(mark, documents);
  }

  @Override
  public void beforeCommit(Connection connection, Collection<Integer> widgets) throws SQLException {
    DemoOracle.transactionEnd(connection, widgets).ifPresent(this::ends);
  }

  /** A transaction is about to be committed. */
  synchronized void ends(TransactionEnd end) {
    end.documents().forEach((id, document) -> history(id).end(end.transaction(), document));
  }

  /** A state of a widget has been published. */
  synchronized void published(String id, PublishedState state) {
    history(id).published(state, firstTransaction);
  }

  /** A tombstone of a widget has been published. */
  synchronized void tombstone(String id) {
    history(id).tombstone();
  }

  /** The result, when all is committed and all records have come. */
  synchronized InFlightResult finish() {
    long states = 0;
    long resources = 0;
    long suppressed = 0;
    long differences = 0;
    List<String> first = new ArrayList<>();
    for (WidgetHistory history : histories.values()) {
      history.finish();
      states += history.states();
      resources += history.states() > 0 ? 1 : 0;
      suppressed += history.suppressed();
      differences += history.differences();
      history.firstDifferences().stream()
          .limit(KEPT_DIFFERENCES - first.size())
          .forEach(first::add);
    }
    return new InFlightResult(states, resources, suppressed, differences, first);
  }

  private WidgetHistory history(String id) {
    return histories.computeIfAbsent(
        id, key -> new WidgetHistory(key, Optional.ofNullable(untouched.remove(key))));
  }
}
