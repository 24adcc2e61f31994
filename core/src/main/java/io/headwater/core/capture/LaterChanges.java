package io.headwater.core.capture;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.quarantine.RefusedInput.LogPlace;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds in one reading of a change log partition what became of the rows of late changes behind
 * their places.
 *
 * <p>A row is its table and key. A truncation, and a source snapshot that read the whole table, are
 * changes of all its rows. The log must be read from the least of the places to its end, record by
 * record as committed readers see it. Not thread-safe.
 */
public final class LaterChanges {

  /** What the log has of a row behind the place of its late change. */
  public enum Verdict {
    /** Nothing: the late change is the row's newest. */
    NONE,
    /** A change that says all that the late one says. */
    NEWER,
    /** Changes that say nothing of some column that the late one tells. */
    NEWER_IN_PART,
    /** Changes that may be of the row, as the table has no key. */
    UNKNOWN_ROW
  }

  /**
   * Changes that belong to one place of the log.
   *
   * @param rank orders changes of the same place
   */
  public record Late(LogPlace place, long rank, List<ChangeEvent> events) {
    public Late {
      events = List.copyOf(events);
    }
  }

  private record Row(TableName table, Value.Obj key) {}

  private static final class Placed {
    private final Late late;
    private final List<Watched> watched = new ArrayList<>();
    private long ordinal = Long.MAX_VALUE;

    private Placed(Late late) {
      this.late = late;
    }
  }

  private static final class Watched {
    private final Placed placed;
    private final ChangeEvent event;
    private final Set<String> told = new HashSet<>();
    private boolean seen;
    private boolean covered;
    private boolean isUnknown;

    private Watched(Placed placed, ChangeEvent event) {
      this.placed = placed;
      this.event = event;
    }
  }

  private final List<Placed> places = new ArrayList<>();
  private final List<Placed> ahead;
  private final Map<Row, List<Watched>> rows = new HashMap<>();
  private final Map<TableName, List<Watched>> tables = new HashMap<>();
  private long seen;

  /** A reading for these changes, whose places are in one partition. */
  public LaterChanges(List<Late> late) {
    for (Late one : late) {
      Placed placed = new Placed(one);
      places.add(placed);
      for (ChangeEvent event : one.events()) {
        Watched watched = new Watched(placed, event);
        placed.watched.add(watched);
        tables.computeIfAbsent(event.source().table(), absent -> new ArrayList<>()).add(watched);
        for (Row row : rows(event)) {
          rows.computeIfAbsent(row, absent -> new ArrayList<>()).add(watched);
        }
      }
    }
    ahead = new ArrayList<>(places);
    ahead.sort(Comparator.comparingLong((Placed placed) -> placed.late.place().from()).reversed());
  }

  /** Takes the log's next record, or one that cannot be read. */
  public void next(long offset, Optional<ChangeLogRecord> logged) {
    while (!ahead.isEmpty() && ahead.getLast().late.place().from() <= offset) {
      reach(ahead.removeLast());
    }
    long ordinal = seen++;
    if (logged.isEmpty()) {
      return;
    }
    switch (logged.get()) {
      case ChangeEvent event -> changed(ordinal, event);
      case ControlRecord.Truncated truncated -> replaced(ordinal, truncated.table());
      case ControlRecord.SnapshotCompleted completed ->
          completed.tables().forEach(table -> replaced(ordinal, table));
      case ControlRecord.SnapshotStarted ignored -> {}
      case ControlRecord.Refresh ignored -> {}
      case ControlRecord.Heartbeat ignored -> {}
    }
  }

  /** The indices of the changes in the order of their places, when the log is read to its end. */
  public List<Integer> order() {
    while (!ahead.isEmpty()) {
      reach(ahead.removeLast());
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      order.add(i);
    }
    order.sort(
        Comparator.comparingLong((Integer i) -> places.get(i).ordinal)
            .thenComparingLong(i -> places.get(i).late.rank()));
    return order;
  }

  /** What the log has behind an event of a change, when it is read to its end. */
  public Verdict verdict(int late, int event) {
    Watched watched = places.get(late).watched.get(event);
    if (watched.isUnknown) {
      return Verdict.UNKNOWN_ROW;
    }
    if (!watched.seen) {
      return Verdict.NONE;
    }
    Set<String> columns =
        watched.event.after().map(after -> after.members().keySet()).orElse(Set.of());
    return watched.covered || watched.told.containsAll(columns)
        ? Verdict.NEWER
        : Verdict.NEWER_IN_PART;
  }

  private void reach(Placed placed) {
    placed.ordinal = seen + placed.late.place().skip();
  }

  private void changed(long ordinal, ChangeEvent event) {
    TableName table = event.source().table();
    List<Watched> ofTable = tables.getOrDefault(table, List.of());
    for (Watched watched : ofTable) {
      boolean keyless = event.key().members().isEmpty() || watched.event.key().members().isEmpty();
      if (keyless && isBehind(ordinal, watched)) {
        watched.isUnknown = true;
      }
    }
    if (ofTable.isEmpty()) {
      return;
    }
    for (Row row : rows(event)) {
      boolean isOwn = row.key().equals(event.key());
      for (Watched watched : rows.getOrDefault(row, List.of())) {
        if (isBehind(ordinal, watched)) {
          watched.seen = true;
          watched.covered |= !isOwn || event.changeType() != ChangeType.UPDATE;
          event.after().ifPresent(after -> watched.told.addAll(after.members().keySet()));
        }
      }
    }
  }

  private void replaced(long ordinal, TableName table) {
    for (Watched watched : tables.getOrDefault(table, List.of())) {
      if (isBehind(ordinal, watched)) {
        watched.seen = true;
        watched.covered = true;
      }
    }
  }

  private static boolean isBehind(long ordinal, Watched watched) {
    return ordinal >= watched.placed.ordinal;
  }

  /** The row by its key, and by the key that it had before the change. */
  private static Set<Row> rows(ChangeEvent event) {
    Set<Row> rows = new LinkedHashSet<>();
    TableName table = event.source().table();
    rows.add(new Row(table, event.key()));
    if (event.before().isPresent() && !event.key().members().isEmpty()) {
      ObjectBuilder former = new ObjectBuilder(event.key().members().size());
      for (String column : event.key().members().keySet()) {
        Optional<Value> value = event.before().get().member(column);
        if (value.isEmpty()) {
          return rows;
        }
        former.add(column, value.get());
      }
      rows.add(new Row(table, former.build()));
    }
    return rows;
  }
}
