package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.COLORS;
import static io.headwater.core.produce.Widgets.DIMENSIONS;
import static io.headwater.core.produce.Widgets.SOURCE;
import static io.headwater.core.produce.Widgets.TIME;
import static io.headwater.core.produce.Widgets.WIDGETS;

import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * A random database of widgets, the change log that it writes, and what a right pipeline publishes
 * of it: the model that the pipeline is compared with.
 */
final class WidgetHistory {

  static final String DELETED = "deleted";

  private static final int WIDGET_IDS = 5;
  private static final int COLOR_IDS = 8;
  private static final List<String> NAMES = List.of("red", "blue", "green");

  record Logged(long offset, ChangeLogRecord logged) {}

  private record Widget(String name, int quantity) {
    String json(long id) {
      return "\"id\":%d,\"name\":\"%s\",\"quantity\":%d".formatted(id, name, quantity);
    }
  }

  private record Dimension(int x, int y) {
    String json(long widget) {
      return "{'widget_id':%d,'x':%d,'y':%d}".formatted(widget, x, y);
    }
  }

  private record Color(Optional<Long> widget, String name) {
    String json(long id) {
      return "{'id':%d,'widget_id':%s,'color':'%s'}".formatted(id, owner(), name);
    }

    String owner() {
      return widget.map(Object::toString).orElse("null");
    }
  }

  private record Written(ChangeLogRecord logged, Map<Long, String> documents) {}

  private final RandomGenerator random;
  private final int maxTransactionChanges;
  private final boolean logsWholeColors;
  private final SortedMap<Long, Widget> widgets = new TreeMap<>();
  private final SortedMap<Long, Dimension> dimensions = new TreeMap<>();
  private final SortedMap<Long, Color> colors = new TreeMap<>();
  private final List<Written> transaction = new ArrayList<>();
  private final List<Logged> log = new ArrayList<>();
  private final Map<Long, List<String>> published = new TreeMap<>();
  private long offset = -1;
  private int transactions;

  WidgetHistory(RandomGenerator random, int maxTransactionChanges) {
    this.random = random;
    this.maxTransactionChanges = maxTransactionChanges;
    this.logsWholeColors = random.nextBoolean();
  }

  /** Whether a color's former values are logged, rather than its key alone. */
  private boolean isWhole() {
    return logsWholeColors || random.nextInt(3) == 0;
  }

  List<Logged> log() {
    return log;
  }

  /** By widget, the documents to be published in order; {@link #DELETED} for a delete. */
  Map<Long, List<String>> published() {
    return published;
  }

  /** By widget, its document at the end. */
  Map<Long, String> documents() {
    return widgets.keySet().stream().collect(Collectors.toMap(id -> id, this::document));
  }

  /** One transaction, now and then a heartbeat or a source snapshot. */
  void next() {
    int chance = random.nextInt(100);
    if (chance < 3) {
      snapshot();
    } else if (chance < 10) {
      append(new ControlRecord.Heartbeat(SOURCE, TIME, "0/1"));
    }
    changeRows(1 + random.nextInt(6));
    String id = "t" + transactions++;
    for (int i = 0; i < transaction.size(); i++) {
      boolean last = i == transaction.size() - 1;
      append(Widgets.in(id, i, last, transaction.get(i).logged()));
      if (last || (i + 1) % maxTransactionChanges == 0) {
        publish(transaction.get(i).documents());
      }
    }
    transaction.clear();
  }

  private void snapshot() {
    // The engine was blind: these changes are in no log.
    changeRows(random.nextInt(8));
    transaction.clear();
    append(new ControlRecord.SnapshotStarted(SOURCE, TIME));
    if (random.nextInt(3) == 0) {
      append(Widgets.read(Widgets.create(WIDGETS, "{'id':1,'name':'ghost','quantity':0}")));
      append(new ControlRecord.SnapshotStarted(SOURCE, TIME));
    }
    colors.forEach((id, it) -> append(Widgets.read(Widgets.create(COLORS, it.json(id)))));
    append(new ControlRecord.Heartbeat(SOURCE, TIME, "0/1"));
    widgets.forEach(
        (id, it) -> append(Widgets.read(Widgets.create(WIDGETS, "{" + it.json(id) + "}"))));
    dimensions.forEach((id, it) -> append(Widgets.read(Widgets.create(DIMENSIONS, it.json(id)))));
    append(
        new ControlRecord.SnapshotCompleted(
            SOURCE, TIME, "0/1", List.of(WIDGETS, DIMENSIONS, COLORS)));
    publish(documents());
  }

  private void append(ChangeLogRecord logged) {
    // Transaction markers take offsets too.
    offset += 1 + random.nextInt(2);
    log.add(new Logged(offset, logged));
  }

  private void publish(Map<Long, String> documents) {
    for (long id = 0; id < WIDGET_IDS; id++) {
      List<String> versions = published.computeIfAbsent(id, key -> new ArrayList<>());
      String before = versions.isEmpty() ? DELETED : versions.getLast();
      String after = documents.getOrDefault(id, DELETED);
      if (!after.equals(before)) {
        versions.add(after);
      }
    }
  }

  private void changeRows(int changes) {
    for (int i = 0; i < changes; i++) {
      long widget = random.nextInt(WIDGET_IDS);
      long color = random.nextInt(COLOR_IDS);
      if (random.nextInt(40) == 0) {
        truncate();
        continue;
      }
      switch (random.nextInt(10)) {
        case 0, 1 -> putWidget(widget);
        case 2 -> removeWidget(widget);
        case 3 -> putDimension(widget);
        case 4 -> moveDimension(widget, random.nextInt(WIDGET_IDS));
        case 5 -> removeDimension(widget);
        case 6, 7 -> putColor(color);
        case 8 -> renumberColor(color, random.nextInt(COLOR_IDS));
        default -> removeColor(color);
      }
    }
  }

  private void putWidget(long id) {
    Widget after = new Widget(NAMES.get(random.nextInt(3)), random.nextInt(3));
    Optional<Widget> before = Optional.ofNullable(widgets.put(id, after));
    if (before.isEmpty()) {
      write(Widgets.create(WIDGETS, "{" + after.json(id) + "}"));
    } else if (before.get().name().equals(after.name()) && random.nextBoolean()) {
      // A large value that did not change is not logged.
      write(Widgets.update(WIDGETS, "{'id':%d,'quantity':%d}".formatted(id, after.quantity())));
    } else {
      write(Widgets.update(WIDGETS, "{" + after.json(id) + "}"));
    }
  }

  private void removeWidget(long id) {
    if (widgets.containsKey(id)) {
      if (random.nextBoolean()) {
        removeDimension(id);
        colors.keySet().stream()
            .filter(color -> colors.get(color).widget().equals(Optional.of(id)))
            .toList()
            .forEach(this::removeColor);
      }
      widgets.remove(id);
      write(Widgets.delete(WIDGETS, "{'id':%d}".formatted(id)));
    }
  }

  private void putDimension(long id) {
    Dimension after = new Dimension(random.nextInt(3), random.nextInt(3));
    boolean isNew = dimensions.put(id, after) == null;
    write(
        isNew
            ? Widgets.create(DIMENSIONS, after.json(id))
            : Widgets.update(DIMENSIONS, after.json(id)));
  }

  private void moveDimension(long from, long to) {
    if (dimensions.containsKey(from) && !dimensions.containsKey(to)) {
      Dimension moved = dimensions.remove(from);
      dimensions.put(to, moved);
      write(Widgets.update(DIMENSIONS, moved.json(from), moved.json(to)));
    }
  }

  private void removeDimension(long id) {
    if (dimensions.remove(id) != null) {
      write(Widgets.delete(DIMENSIONS, "{'widget_id':%d}".formatted(id)));
    }
  }

  private void putColor(long id) {
    Optional<Long> owner =
        random.nextInt(8) == 0 ? Optional.empty() : Optional.of((long) random.nextInt(WIDGET_IDS));
    Color after = new Color(owner, NAMES.get(random.nextInt(3)));
    Optional<Color> before = Optional.ofNullable(colors.put(id, after));
    if (before.isEmpty()) {
      write(Widgets.create(COLORS, after.json(id)));
    } else if (before.get().name().equals(after.name()) && random.nextBoolean()) {
      String logged = "{'id':%d,'widget_id':%s}".formatted(id, after.owner());
      if (isWhole()) {
        write(Widgets.update(COLORS, before.get().json(id), logged));
      } else {
        // Of a row that moves, a large value that did not change is not to be had.
        boolean moves = !before.get().widget().equals(after.widget());
        write(Widgets.update(COLORS, moves ? after.json(id) : logged));
      }
    } else if (isWhole()) {
      write(Widgets.update(COLORS, before.get().json(id), after.json(id)));
    } else {
      write(Widgets.update(COLORS, after.json(id)));
    }
  }

  private void renumberColor(long from, long to) {
    if (colors.containsKey(from) && !colors.containsKey(to)) {
      Color color = colors.remove(from);
      if (isWhole()) {
        colors.put(to, color);
        write(Widgets.update(COLORS, color.json(from), color.json(to)));
      } else {
        write(Widgets.delete(COLORS, "{'id':%d}".formatted(from)));
        colors.put(to, color);
        write(Widgets.create(COLORS, color.json(to)));
      }
    }
  }

  private void removeColor(long id) {
    Optional<Color> gone = Optional.ofNullable(colors.remove(id));
    gone.ifPresent(
        color ->
            write(Widgets.delete(COLORS, isWhole() ? color.json(id) : "{'id':%d}".formatted(id))));
  }

  /** One table, or all as with CASCADE: then the log has one record for each. */
  private void truncate() {
    int table = random.nextInt(4);
    if (table == 0 || table == 3) {
      widgets.clear();
      write(truncated(WIDGETS));
    }
    if (table == 1 || table == 3) {
      dimensions.clear();
      write(truncated(DIMENSIONS));
    }
    if (table == 2 || table == 3) {
      colors.clear();
      write(truncated(COLORS));
    }
  }

  private static ControlRecord truncated(TableName table) {
    return new ControlRecord.Truncated(SOURCE, TIME, "0/1", table, Optional.empty());
  }

  private void write(ChangeLogRecord logged) {
    transaction.add(new Written(logged, documents()));
  }

  private String document(long id) {
    String dimension =
        dimensions.containsKey(id)
            ? "{\"x\":%d,\"y\":%d}".formatted(dimensions.get(id).x(), dimensions.get(id).y())
            : "null";
    String names =
        colors.values().stream()
            .filter(color -> color.widget().equals(Optional.of(id)))
            .map(color -> '"' + color.name() + '"')
            .collect(Collectors.joining(","));
    return "{%s,\"dimensions\":%s,\"colors\":[%s]}"
        .formatted(widgets.get(id).json(id), dimension, names);
  }
}
