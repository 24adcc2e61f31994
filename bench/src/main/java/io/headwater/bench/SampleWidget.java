package io.headwater.bench;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.contract.Compilation;
import io.headwater.core.contract.Contract;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.produce.ChangeLogOffset;
import io.headwater.core.produce.Decision;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceMapping.Field;
import io.headwater.core.produce.RowChange;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The widget that all benchmarks use: one root row, one row of dimensions, else colors. */
public final class SampleWidget {

  /** The largest document. */
  public static final int MAX_DOCUMENT_BYTES = 1_000_000;

  /** As the default of {@code headwater.produce.max-resource-characters}. */
  public static final int MAX_RESOURCE_CHARACTERS = 16_000_000;

  static final ResourceKey KEY =
      new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42)));

  private static final int FIRST_COLOR = 1_000;
  private static final String SOURCE = "shop";
  private static final String POSITION = "0/1A2B3C8";
  private static final Instant TIME = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final TableName DIMENSIONS = new TableName("public", "widget_dimensions");
  private static final TableName COLORS = new TableName("public", "widget_colors");

  private SampleWidget() {}

  /** How a widget's three tables make it up. */
  public static ResourceMapping mapping() {
    return new ResourceMapping(
        KEY.type(),
        SOURCE,
        new ResourceMapping.Root(
            WIDGETS, List.of("id"), fields("id", "name", "description", "quantity")),
        List.of(
            new ResourceMapping.One(
                "dimensions", DIMENSIONS, List.of("widget_id"), fields("x", "y", "z")),
            new ResourceMapping.Many(
                "colors",
                COLORS,
                List.of("id"),
                List.of("widget_id"),
                List.of(),
                Optional.of("color"),
                List.of("id"))));
  }

  /** What a widget's document must keep to: types, members, and rules such as a schema has. */
  public static Contract contract() {
    Value schema =
        Json.read(
            """
            {"$schema": "https://json-schema.org/draft/2020-12/schema",
             "$id": "https://headwater.example/schemas/widget",
             "version": "1.0.0",
             "type": "object",
             "properties": {
               "id": {"type": "integer", "minimum": 1},
               "name": {"type": "string", "minLength": 1, "maxLength": 200},
               "description": {"type": ["string", "null"]},
               "quantity": {"type": "integer", "minimum": 0},
               "dimensions": {
                 "type": ["object", "null"],
                 "properties": {
                   "x": {"$ref": "#/$defs/length"},
                   "y": {"$ref": "#/$defs/length"},
                   "z": {"$ref": "#/$defs/length"}},
                 "required": ["x", "y", "z"],
                 "additionalProperties": false},
               "colors": {
                 "type": "array",
                 "items": {"type": "string", "minLength": 1, "maxLength": 40}}},
             "required": ["id", "name", "description", "quantity", "dimensions", "colors"],
             "additionalProperties": false,
             "$defs": {"length": {"type": "integer", "exclusiveMinimum": 0}}}
            """
                .getBytes(StandardCharsets.UTF_8));
    return switch (Contract.compile("widget.schema.json", schema)) {
      case Compilation.Compiled compiled -> compiled.contract();
      case Compilation.Refused refused -> throw new IllegalStateException(refused.toString());
    };
  }

  /** The rules of widgets. */
  public static ResourceDecider decider() {
    return new ResourceDecider(mapping(), contract(), MAX_DOCUMENT_BYTES, MAX_RESOURCE_CHARACTERS);
  }

  /** The creation of a widget that is made of that many rows. */
  static ResourceEvent created(ResourceDecider decider, int rows) {
    List<RowChange> changes = new ArrayList<>();
    changes.add(
        new RowChange.Put(
            ResourceMapping.ROOT,
            "42",
            row(
                """
                {"id":42,"name":"Example Widget","description":"A widget like others","quantity":99}
                """)));
    changes.add(
        new RowChange.Put(
            "dimensions", "42", row("{\"widget_id\":42,\"x\":10,\"y\":10,\"z\":10}")));
    for (int id = FIRST_COLOR; id < FIRST_COLOR + rows - 2; id++) {
      changes.add(new RowChange.Put("colors", Integer.toString(id), row(color(id, "red"))));
    }
    return event(decider.decide(KEY, ResourceDecider.initial(), change(0, changes)));
  }

  static ResourceEvent event(Decision decision) {
    if (decision instanceof Decision.Accept accept) {
      return accept.event();
    }
    throw new IllegalStateException("the change is not accepted: " + decision);
  }

  static ResourceChange change(long offset, List<RowChange> rows) {
    return new ResourceChange(
        new ChangeLogOffset("headwater.changes.shop-0", offset),
        new Provenance(SOURCE, POSITION, Optional.of("571"), TIME),
        false,
        rows);
  }

  /** The change event of one color's update. */
  static ChangeEvent colorUpdated() {
    return event(COLORS, "{\"id\":1000}", color(FIRST_COLOR, "red"), color(FIRST_COLOR, "blue"));
  }

  /** The change event of the standard form's example. */
  static ChangeEvent quantityUpdated() {
    return event(
        WIDGETS, "{\"id\":42}", "{\"id\":42,\"quantity\":100}", "{\"id\":42,\"quantity\":99}");
  }

  private static ChangeEvent event(TableName table, String key, String before, String after) {
    return new ChangeEvent(
        TIME,
        ChangeType.UPDATE,
        row(key),
        Optional.of(row(before)),
        Optional.of(row(after)),
        new Origin(SOURCE, "PostgreSQL", "shop", table, POSITION),
        Optional.of(new TransactionMark("571", 3, true)),
        false,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }

  private static String color(int id, String color) {
    return "{\"id\":%d,\"widget_id\":42,\"color\":\"%s\"}".formatted(id, color);
  }

  private static List<Field> fields(String... columns) {
    return Stream.of(columns).map(column -> new Field(column, column)).toList();
  }

  private static Value.Obj row(String json) {
    return Json.readObject(json.getBytes(StandardCharsets.UTF_8));
  }
}
