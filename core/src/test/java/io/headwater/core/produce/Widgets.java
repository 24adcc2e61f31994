package io.headwater.core.produce;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogRecord;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ResourceMapping.Field;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The widget of the examples: its mapping, and changes of its rows. */
public final class Widgets {

  public static final String SOURCE = "shop";
  public static final ChangeLogPartition LOG =
      new ChangeLogPartition("headwater.changes.shop-0", "topic-1");
  public static final String PARTITION = LOG.at(0).partition();
  public static final ResourceType TYPE = new ResourceType("widget");
  public static final TableName WIDGETS = new TableName("public", "widgets");
  public static final TableName DIMENSIONS = new TableName("public", "widget_dimensions");
  public static final TableName COLORS = new TableName("public", "widget_colors");
  public static final Instant TIME = Instant.parse("2026-11-20T09:11:00.123Z");

  public static final ResourceMapping MAPPING =
      new ResourceMapping(
          TYPE,
          SOURCE,
          new ResourceMapping.Root(WIDGETS, List.of("id"), fields("id", "name", "quantity")),
          List.of(
              new ResourceMapping.One(
                  "dimensions", DIMENSIONS, List.of("widget_id"), fields("x", "y")),
              new ResourceMapping.Many(
                  "colors",
                  COLORS,
                  List.of("id"),
                  List.of("widget_id"),
                  List.of(),
                  Optional.of("color"),
                  List.of("id"))));

  private Widgets() {}

  static List<Field> fields(String... columns) {
    return Stream.of(columns).map(column -> new Field(column, column)).toList();
  }

  /** An object from JSON whose quotes are single ones. */
  public static Value.Obj row(String json) {
    return Json.readObject(json.replace('\'', '"').getBytes(UTF_8));
  }

  public static ResourceKey key(long id) {
    return new ResourceKey(TYPE, ResourceId.of(Value.of(id)));
  }

  static ChangeEvent create(TableName table, String after) {
    return event(ChangeType.CREATE, table, Optional.empty(), Optional.of(row(after)));
  }

  static ChangeEvent update(TableName table, String before, String after) {
    return event(ChangeType.UPDATE, table, Optional.of(row(before)), Optional.of(row(after)));
  }

  /** The table's primary key of a row, as far as it has it. */
  private static String primaryKey(TableName table, Value.Obj row) {
    String key = table.equals(DIMENSIONS) ? "widget_id" : "id";
    return row.member(key)
        .map(value -> new Value.Obj(Map.of(key, value)))
        .orElse(Value.Obj.empty())
        .toJson();
  }

  /**
   * An update of which the log has the new row and its key only, as REPLICA IDENTITY DEFAULT does.
   */
  static ChangeEvent update(TableName table, String after) {
    Value.Obj row = row(after);
    return withKey(
        event(ChangeType.UPDATE, table, Optional.empty(), Optional.of(row)),
        primaryKey(table, row));
  }

  static ChangeEvent delete(TableName table, String before) {
    Value.Obj row = row(before);
    return withKey(
        event(ChangeType.DELETE, table, Optional.of(row), Optional.empty()),
        primaryKey(table, row));
  }

  static ChangeEvent event(
      ChangeType type, TableName table, Optional<Value.Obj> before, Optional<Value.Obj> after) {
    return new ChangeEvent(
        TIME,
        type,
        Value.Obj.empty(),
        before,
        after,
        new Origin(SOURCE, "PostgreSQL", "shop", table, "0/1"),
        Optional.empty(),
        false,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }

  static ChangeEvent withKey(ChangeEvent event, String key) {
    return new ChangeEvent(
        event.timestamp(),
        event.changeType(),
        row(key),
        event.before(),
        event.after(),
        event.source(),
        event.transaction(),
        event.snapshot(),
        event.engine());
  }

  /** The event as a row that a source snapshot read. */
  static ChangeEvent read(ChangeEvent event) {
    return new ChangeEvent(
        event.timestamp(),
        event.changeType(),
        event.key(),
        event.before(),
        event.after(),
        event.source(),
        Optional.empty(),
        true,
        event.engine());
  }

  /** The event in its place of a transaction, whose log position carries both. */
  static ChangeEvent in(String transaction, int index, boolean last, ChangeEvent event) {
    Origin from = event.source();
    return new ChangeEvent(
        event.timestamp(),
        event.changeType(),
        event.key(),
        event.before(),
        event.after(),
        new Origin(
            from.name(), from.kind(), from.container(), from.table(), transaction + "/" + index),
        Optional.of(new TransactionMark(transaction, index, last)),
        event.snapshot(),
        event.engine());
  }

  /** As {@link #in(String, int, boolean, ChangeEvent)}, also for truncations. */
  static ChangeLogRecord in(String transaction, int index, boolean last, ChangeLogRecord logged) {
    return switch (logged) {
      case ChangeEvent event -> in(transaction, index, last, event);
      case ControlRecord.Truncated truncated ->
          new ControlRecord.Truncated(
              truncated.source(),
              truncated.timestamp(),
              transaction + "/" + index,
              truncated.table(),
              Optional.of(new TransactionMark(transaction, index, last)));
      case ControlRecord other -> other;
    };
  }

  static Provenance provenance(long offset) {
    return new Provenance(SOURCE, "0/" + offset, Optional.of("t" + offset), TIME);
  }

  /** A change of one whole transaction. */
  static ResourceChange change(long offset, RowChange... rows) {
    return new ResourceChange(
        new ChangeLogOffset(PARTITION, offset), provenance(offset), false, List.of(rows));
  }

  static RowChange.Put root(long id, String name, long quantity) {
    return new RowChange.Put(
        ResourceMapping.ROOT,
        Long.toString(id),
        row("{'id':%d,'name':'%s','quantity':%d}".formatted(id, name, quantity)));
  }

  static RowChange.Put color(long id, long widget, String color) {
    return new RowChange.Put(
        "colors",
        Long.toString(id),
        row("{'widget_id':%d,'id':%d,'color':'%s'}".formatted(widget, id, color)));
  }

  static RowChange.Put dimensions(long widget, long x, long y) {
    return new RowChange.Put(
        "dimensions",
        Long.toString(widget),
        row("{'widget_id':%d,'x':%d,'y':%d}".formatted(widget, x, y)));
  }

  static RowChange.Clear cleared(String relation) {
    return new RowChange.Clear(relation);
  }

  static RowChange.Remove gone(String relation, long rowKey) {
    return new RowChange.Remove(relation, Long.toString(rowKey));
  }
}
