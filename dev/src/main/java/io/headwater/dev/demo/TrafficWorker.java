package io.headwater.dev.demo;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * One thread's transactions on one connection.
 *
 * <p>A worker touches only the widgets whose id leaves its own rest divided by the number of
 * workers, and takes them in ascending order: workers never wait for each other, so there are no
 * deadlocks. Not thread-safe.
 */
final class TrafficWorker implements AutoCloseable {

  private static final int MAX_WIDGETS_AT_ONCE = 8;

  /** Never more than this part of the widgets is deleted at a time. */
  private static final int DELETED_PART = 100;

  private final Connection connection;
  private final SplittableRandom random;
  private final WidgetStatements statements;
  private final TransactionObserver observer;
  private final List<Integer> live = new ArrayList<>();
  private final List<Integer> deleted = new ArrayList<>();
  private final int maxDeleted;

  TrafficWorker(DemoTrafficSettings settings, int number) throws SQLException {
    this.connection = settings.connections().open();
    this.random = new SplittableRandom(settings.seed() * 31 + number);
    this.statements = new WidgetStatements(connection, random);
    this.observer = settings.observer();
    this.maxDeleted = Math.max(1, settings.widgets() / settings.threads() / DELETED_PART);
    try {
      SortedSet<Integer> found = statements.liveIds(settings.widgets(), settings.threads(), number);
      live.addAll(found);
      for (int id = 1; id <= settings.widgets(); id++) {
        if (id % settings.threads() == number && !found.contains(id)) {
          deleted.add(id);
        }
      }
      connection.setAutoCommit(false);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    if (live.size() < 2) {
      connection.close();
      throw new SQLException(
          "The demo's tables hold too few widgets. Fill them first, with as many as the settings say.");
    }
  }

  /** Runs one transaction to its end and returns its kind. */
  DemoTransaction runOne() throws SQLException {
    DemoTransaction kind = possible(DemoTransaction.drawn(random.nextInt(100)));
    try {
      run(kind);
      return kind;
    } catch (SQLException e) {
      rollback(e);
      throw e;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private DemoTransaction possible(DemoTransaction drawn) {
    return switch (drawn) {
      case DELETE_WIDGET ->
          deleted.size() >= maxDeleted
              ? DemoTransaction.RECREATE_WIDGET
              : DemoTransaction.DELETE_WIDGET;
      case RECREATE_WIDGET ->
          deleted.isEmpty() ? DemoTransaction.DELETE_WIDGET : DemoTransaction.RECREATE_WIDGET;
      case UPDATE_WIDGET_AND_DIMENSIONS,
          ADD_COLORS,
          MOVE_COLOR,
          DELETE_COLOR,
          UPDATE_SEVERAL_WIDGETS,
          DELETE_AND_RECREATE,
          NO_OP_UPDATE,
          ROLLED_BACK ->
          drawn;
    };
  }

  private void run(DemoTransaction kind) throws SQLException {
    int index = random.nextInt(live.size());
    int id = live.get(index);
    switch (kind) {
      case UPDATE_WIDGET_AND_DIMENSIONS -> {
        statements.changeQuantity(id);
        statements.resize(id);
        commit(List.of(id));
      }
      case ADD_COLORS -> {
        statements.addColors(id, 1 + random.nextInt(2));
        commit(List.of(id));
      }
      case MOVE_COLOR -> moveColor(id);
      case DELETE_COLOR -> deleteColor(id);
      case UPDATE_SEVERAL_WIDGETS -> updateSeveral();
      case DELETE_WIDGET -> deleteWidget(index, id);
      case RECREATE_WIDGET -> recreateWidget();
      case DELETE_AND_RECREATE -> {
        statements.delete(id);
        statements.create(id);
        commit(List.of(id));
      }
      case NO_OP_UPDATE -> {
        statements.touch(id);
        commit(List.of(id));
      }
      case ROLLED_BACK -> {
        statements.changeQuantity(id);
        statements.resize(id);
        statements.addColors(id, 1);
        connection.rollback();
      }
    }
  }

  private void moveColor(int from) throws SQLException {
    int to = live.get(random.nextInt(live.size()));
    OptionalLong color = statements.oldestColor(from);
    if (color.isPresent()) {
      statements.moveColor(color.getAsLong(), to);
    }
    commit(new TreeSet<>(List.of(from, to)));
  }

  private void deleteColor(int id) throws SQLException {
    OptionalLong color = statements.oldestColor(id);
    if (color.isPresent()) {
      statements.deleteColor(color.getAsLong());
    }
    commit(List.of(id));
  }

  private void updateSeveral() throws SQLException {
    SortedSet<Integer> ids = new TreeSet<>();
    int draws = 2 + random.nextInt(MAX_WIDGETS_AT_ONCE - 1);
    for (int i = 0; i < draws; i++) {
      ids.add(live.get(random.nextInt(live.size())));
    }
    statements.changeQuantities(ids);
    commit(ids);
  }

  private void deleteWidget(int index, int id) throws SQLException {
    statements.delete(id);
    commit(List.of(id));
    // Only after the commit: a failed transaction must not change what is believed.
    live.set(index, live.getLast());
    live.removeLast();
    deleted.add(id);
  }

  private void recreateWidget() throws SQLException {
    int index = random.nextInt(deleted.size());
    int id = deleted.get(index);
    statements.create(id);
    commit(List.of(id));
    deleted.set(index, deleted.getLast());
    deleted.removeLast();
    live.add(id);
  }

  private void commit(Collection<Integer> touched) throws SQLException {
    observer.beforeCommit(connection, touched);
    connection.commit();
  }

  private void rollback(SQLException reason) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      reason.addSuppressed(e);
    }
  }
}
