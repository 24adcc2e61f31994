package io.headwater.core.capture;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Timestamps;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The JSON form of the change log's records.
 *
 * <p>A change event has {@code change_type}; a control record has {@code control} instead. Field
 * order is stable, so equal records are equal bytes.
 */
public final class ChangeLogCodec {

  private static final String SNAPSHOT_STARTED = "SNAPSHOT_STARTED";
  private static final String SNAPSHOT_COMPLETED = "SNAPSHOT_COMPLETED";
  private static final String TRUNCATED = "TRUNCATED";
  private static final String REFRESH = "REFRESH";
  private static final String HEARTBEAT = "HEARTBEAT";

  private ChangeLogCodec() {}

  /** The record's UTF-8 JSON. */
  public static byte[] encode(ChangeLogRecord logged) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("timestamp", Timestamps.text(logged.timestamp()));
      switch (logged) {
        case ChangeEvent event -> writeEvent(json, event);
        case ControlRecord control -> writeControl(json, control);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /**
   * Reads a record; unknown members are ignored, so a later form may add some.
   *
   * @throws MalformedJsonException when the bytes are no record of the change log; the message
   *     names the member and never quotes a value
   */
  public static ChangeLogRecord decode(byte[] utf8) {
    Value.Obj json = Json.readObject(utf8);
    return json.members().containsKey("control") ? readControl(json) : readEvent(json);
  }

  private static void writeEvent(JsonGenerator json, ChangeEvent event) throws IOException {
    json.writeStringField("change_type", event.changeType().name());
    writeMember(json, "key", event.key());
    if (event.before().isPresent()) {
      writeMember(json, "before", event.before().get());
    }
    if (event.after().isPresent()) {
      writeMember(json, "after", event.after().get());
    }
    Origin origin = event.source();
    json.writeObjectFieldStart("source");
    json.writeStringField("name", origin.name());
    json.writeStringField("kind", origin.kind());
    json.writeStringField("container", origin.container());
    json.writeStringField("schema", origin.table().schema());
    json.writeStringField("table", origin.table().table());
    json.writeStringField("position", origin.position());
    json.writeEndObject();
    writeTransaction(json, event.transaction());
    json.writeBooleanField("snapshot", event.snapshot());
    json.writeObjectFieldStart("engine");
    json.writeStringField("name", event.engine().name());
    json.writeStringField("connector", event.engine().connector());
    json.writeStringField("version", event.engine().version());
    json.writeEndObject();
  }

  private static void writeControl(JsonGenerator json, ControlRecord control) throws IOException {
    switch (control) {
      case ControlRecord.SnapshotStarted started -> {
        json.writeStringField("control", SNAPSHOT_STARTED);
        writeControlSource(json, started.source(), Optional.empty(), Optional.empty());
      }
      case ControlRecord.SnapshotCompleted completed -> {
        json.writeStringField("control", SNAPSHOT_COMPLETED);
        writeControlSource(
            json, completed.source(), Optional.of(completed.position()), Optional.empty());
        json.writeArrayFieldStart("tables");
        for (TableName table : completed.tables()) {
          writeTable(json, table);
        }
        json.writeEndArray();
      }
      case ControlRecord.Truncated truncated -> {
        json.writeStringField("control", TRUNCATED);
        writeControlSource(
            json,
            truncated.source(),
            Optional.of(truncated.position()),
            Optional.of(truncated.table()));
        writeTransaction(json, truncated.transaction());
      }
      case ControlRecord.Refresh refresh -> {
        json.writeStringField("control", REFRESH);
        writeControlSource(
            json, refresh.source(), Optional.of(refresh.position()), Optional.empty());
        json.writeObjectFieldStart("resource");
        json.writeStringField("type", refresh.resource().type().name());
        writeMember(json, "id", refresh.resource().id().json());
        json.writeEndObject();
      }
      case ControlRecord.Heartbeat heartbeat -> {
        json.writeStringField("control", HEARTBEAT);
        writeControlSource(
            json, heartbeat.source(), Optional.of(heartbeat.position()), Optional.empty());
      }
    }
  }

  // A name with a dot of its own could not be told apart again, so it is written in two parts.
  private static void writeTable(JsonGenerator json, TableName table) throws IOException {
    if (TableName.parse(table.toString()).isPresent()) {
      json.writeString(table.toString());
    } else {
      json.writeStartObject();
      json.writeStringField("schema", table.schema());
      json.writeStringField("table", table.table());
      json.writeEndObject();
    }
  }

  private static void writeControlSource(
      JsonGenerator json, String name, Optional<String> position, Optional<TableName> table)
      throws IOException {
    json.writeObjectFieldStart("source");
    json.writeStringField("name", name);
    if (table.isPresent()) {
      json.writeStringField("schema", table.get().schema());
      json.writeStringField("table", table.get().table());
    }
    if (position.isPresent()) {
      json.writeStringField("position", position.get());
    }
    json.writeEndObject();
  }

  private static void writeTransaction(JsonGenerator json, Optional<TransactionMark> mark)
      throws IOException {
    if (mark.isPresent()) {
      json.writeObjectFieldStart("transaction");
      json.writeStringField("id", mark.get().id());
      json.writeNumberField("index", mark.get().index());
      json.writeBooleanField("last", mark.get().last());
      json.writeEndObject();
    }
  }

  private static void writeMember(JsonGenerator json, String name, Value value) throws IOException {
    json.writeFieldName(name);
    Json.write(json, value);
  }

  private static ChangeEvent readEvent(Value.Obj json) {
    Value.Obj source = object(json, "source");
    Value.Obj engine = object(json, "engine");
    ChangeType type = changeType(text(json, "change_type"));
    Optional<Value.Obj> before = optionalObject(json, "before");
    Optional<Value.Obj> after = optionalObject(json, "after");
    if (type != ChangeType.DELETE && after.isEmpty()) {
      throw new MalformedJsonException("'after' is missing in a " + type);
    }
    return new ChangeEvent(
        timestamp(json),
        type,
        optionalObject(json, "key").orElse(Value.Obj.empty()),
        before,
        after,
        new Origin(
            text(source, "name"),
            text(source, "kind"),
            text(source, "container"),
            table(source),
            text(source, "position")),
        transaction(json),
        bool(json, "snapshot"),
        new EngineVersion(
            text(engine, "name"), text(engine, "connector"), text(engine, "version")));
  }

  private static ControlRecord readControl(Value.Obj json) {
    Value.Obj source = object(json, "source");
    String name = text(source, "name");
    Instant timestamp = timestamp(json);
    String control = text(json, "control");
    return switch (control) {
      case SNAPSHOT_STARTED -> new ControlRecord.SnapshotStarted(name, timestamp);
      case SNAPSHOT_COMPLETED ->
          new ControlRecord.SnapshotCompleted(
              name, timestamp, text(source, "position"), tables(json));
      case TRUNCATED ->
          new ControlRecord.Truncated(
              name, timestamp, text(source, "position"), table(source), transaction(json));
      case REFRESH ->
          new ControlRecord.Refresh(
              name, timestamp, text(source, "position"), resource(object(json, "resource")));
      case HEARTBEAT -> new ControlRecord.Heartbeat(name, timestamp, text(source, "position"));
      default -> throw new MalformedJsonException("'control' is of an unknown kind");
    };
  }

  private static ResourceKey resource(Value.Obj json) {
    String type = text(json, "type");
    Value id = json.member("id").orElse(Value.ofNull());
    if (!ResourceType.isValid(type) || id.isNull()) {
      throw new MalformedJsonException("'resource' is no type with an id");
    }
    return new ResourceKey(new ResourceType(type), ResourceId.of(id));
  }

  private static ChangeType changeType(String name) {
    return switch (name) {
      case "CREATE" -> ChangeType.CREATE;
      case "UPDATE" -> ChangeType.UPDATE;
      case "DELETE" -> ChangeType.DELETE;
      default -> throw new MalformedJsonException("'change_type' is not CREATE, UPDATE or DELETE");
    };
  }

  private static Optional<TransactionMark> transaction(Value.Obj json) {
    return optionalObject(json, "transaction")
        .map(
            mark ->
                new TransactionMark(text(mark, "id"), integer(mark, "index"), bool(mark, "last")));
  }

  private static TableName table(Value.Obj source) {
    return new TableName(text(source, "schema"), text(source, "table"));
  }

  private static List<TableName> tables(Value.Obj json) {
    if (!(json.members().get("tables") instanceof Value.Arr array)) {
      throw new MalformedJsonException("'tables' is not an array");
    }
    List<TableName> tables = new ArrayList<>();
    for (Value item : array.items()) {
      if (item instanceof Value.Obj parts) {
        tables.add(table(parts));
        continue;
      }
      if (!(item instanceof Value.Text text)) {
        throw new MalformedJsonException("'tables' holds something else than names");
      }
      tables.add(
          TableName.parse(text.value())
              .orElseThrow(
                  () -> new MalformedJsonException("'tables' holds no schema.table name")));
    }
    return tables;
  }

  private static Instant timestamp(Value.Obj json) {
    try {
      return Instant.parse(text(json, "timestamp"));
    } catch (DateTimeException e) {
      // Without the cause, whose message quotes the value.
      throw new MalformedJsonException("'timestamp' is not an ISO 8601 instant");
    }
  }

  private static String text(Value.Obj json, String name) {
    if (json.members().get(name) instanceof Value.Text text) {
      return text.value();
    }
    throw new MalformedJsonException("'" + name + "' is missing or not a string");
  }

  private static long integer(Value.Obj json, String name) {
    if (json.members().get(name) instanceof Value.Num num) {
      try {
        return Long.parseLong(num.literal());
      } catch (NumberFormatException e) {
        // Without the cause, whose message quotes the value.
        throw new MalformedJsonException("'" + name + "' is not a 64-bit integer");
      }
    }
    throw new MalformedJsonException("'" + name + "' is missing or not a number");
  }

  private static boolean bool(Value.Obj json, String name) {
    if (json.members().get(name) instanceof Value.Bool bool) {
      return bool.value();
    }
    throw new MalformedJsonException("'" + name + "' is missing or not a boolean");
  }

  private static Value.Obj object(Value.Obj json, String name) {
    return optionalObject(json, name)
        .orElseThrow(() -> new MalformedJsonException("'" + name + "' is missing"));
  }

  private static Optional<Value.Obj> optionalObject(Value.Obj json, String name) {
    Value value = json.members().getOrDefault(name, Value.Null.NULL);
    if (value instanceof Value.Obj object) {
      return Optional.of(object);
    }
    if (value.isNull()) {
      return Optional.empty();
    }
    throw new MalformedJsonException("'" + name + "' is not an object");
  }
}
