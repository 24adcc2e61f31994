package io.headwater.persistence.produce;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Timestamps;
import io.headwater.core.json.Value;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The journal's JSON form of resource events, version 1.
 *
 * <p>The document itself is left out: the rows and the mapping determine it.
 */
public final class ResourceEventCodec {

  private static final String REPLACED = "resource.replaced.v1";
  private static final String DELETED = "resource.deleted.v1";
  private static final String ROWS_REPLACED = "resource.rows-replaced.v1";

  private ResourceEventCodec() {}

  /** The event's UTF-8 JSON. */
  public static Bytes encode(ResourceEvent event) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      switch (event) {
        case ResourceEvent.StateReplaced replaced -> {
          json.writeStringField("event", REPLACED);
          writeHeader(json, replaced.header());
          json.writeBooleanField("created", replaced.created());
          json.writeStringField("digest", replaced.digest());
        }
        case ResourceEvent.ResourceDeleted deleted -> {
          json.writeStringField("event", DELETED);
          writeHeader(json, deleted.header());
        }
        case ResourceEvent.RowsReplaced rows -> {
          json.writeStringField("event", ROWS_REPLACED);
          writeHeader(json, rows.header());
          if (rows.digest().isPresent()) {
            json.writeStringField("digest", rows.digest().get());
          }
        }
      }
      writeRows(json, event.rows());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(out.toByteArray());
  }

  /**
   * Reads an event.
   *
   * @throws MalformedJsonException when the bytes are no event that this version knows
   */
  public static ResourceEvent decode(Bytes utf8) {
    Value.Obj json = Json.readObject(utf8.array());
    try {
      return decode(json);
    } catch (IllegalArgumentException | DateTimeParseException e) {
      throw new MalformedJsonException(
          "journal event with a value that cannot be read: " + e.getMessage(), e);
    }
  }

  private static ResourceEvent decode(Value.Obj json) {
    String name = text(json, "event");
    return switch (name) {
      case REPLACED ->
          new ResourceEvent.StateReplaced(
              readHeader(json),
              readRows(json),
              bool(json, "created"),
              text(json, "digest"),
              Optional.empty());
      case DELETED -> new ResourceEvent.ResourceDeleted(readHeader(json), readRows(json));
      case ROWS_REPLACED ->
          new ResourceEvent.RowsReplaced(
              readHeader(json), readRows(json), optionalText(json, "digest"));
      default ->
          throw new MalformedJsonException(
              "the journal holds an event '%s', which this version of Headwater does not know; mend: run a version that does"
                  .formatted(name));
    };
  }

  private static void writeHeader(JsonGenerator json, EventHeader header) throws IOException {
    Provenance provenance = header.provenance();
    json.writeStringField("type", header.resource().type().name());
    json.writeFieldName("id");
    Json.write(json, header.resource().id().json());
    json.writeNumberField("version", header.version());
    json.writeStringField("timestamp", Timestamps.text(provenance.timestamp()));
    json.writeStringField("source", provenance.source());
    json.writeStringField("position", provenance.position());
    if (provenance.transaction().isPresent()) {
      json.writeStringField("transaction", provenance.transaction().get());
    }
    json.writeBooleanField("partial", header.partial());
    json.writeObjectFieldStart("applied");
    for (Map.Entry<String, Long> applied : header.applied().entrySet()) {
      json.writeNumberField(applied.getKey(), applied.getValue());
    }
    json.writeEndObject();
  }

  private static void writeRows(JsonGenerator json, ResourceRows rows) throws IOException {
    json.writeObjectFieldStart("rows");
    for (Map.Entry<String, SortedMap<String, Value.Obj>> relation : rows.relations().entrySet()) {
      json.writeObjectFieldStart(relation.getKey());
      for (Map.Entry<String, Value.Obj> row : relation.getValue().entrySet()) {
        json.writeFieldName(row.getKey());
        Json.write(json, row.getValue());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static EventHeader readHeader(Value.Obj json) {
    Map<String, Long> applied = new HashMap<>();
    for (Map.Entry<String, Value> entry : object(member(json, "applied")).members().entrySet()) {
      applied.put(entry.getKey(), integer(entry.getValue()));
    }
    return new EventHeader(
        new ResourceKey(new ResourceType(text(json, "type")), ResourceId.of(member(json, "id"))),
        integer(member(json, "version")),
        new Provenance(
            text(json, "source"),
            text(json, "position"),
            optionalText(json, "transaction"),
            Instant.parse(text(json, "timestamp"))),
        bool(json, "partial"),
        applied);
  }

  private static ResourceRows readRows(Value.Obj json) {
    Map<String, SortedMap<String, Value.Obj>> relations = new HashMap<>();
    for (Map.Entry<String, Value> relation : object(member(json, "rows")).members().entrySet()) {
      SortedMap<String, Value.Obj> rows = new TreeMap<>();
      object(relation.getValue()).members().forEach((rowKey, row) -> rows.put(rowKey, object(row)));
      relations.put(relation.getKey(), rows);
    }
    return new ResourceRows(relations);
  }

  private static Value member(Value.Obj json, String name) {
    return json.member(name)
        .orElseThrow(() -> new MalformedJsonException("journal event without '" + name + "'"));
  }

  private static Value.Obj object(Value value) {
    if (value instanceof Value.Obj object) {
      return object;
    }
    throw new MalformedJsonException("journal event with something else than an object");
  }

  private static String text(Value.Obj json, String name) {
    return optionalText(json, name)
        .orElseThrow(() -> new MalformedJsonException("journal event without '" + name + "'"));
  }

  private static Optional<String> optionalText(Value.Obj json, String name) {
    return json.member(name)
        .map(
            value -> {
              if (value instanceof Value.Text text) {
                return text.value();
              }
              throw new MalformedJsonException("journal event whose '" + name + "' is no text");
            });
  }

  private static boolean bool(Value.Obj json, String name) {
    if (member(json, name) instanceof Value.Bool bool) {
      return bool.value();
    }
    throw new MalformedJsonException(
        "journal event whose '" + name + "' is neither true nor false");
  }

  private static long integer(Value value) {
    if (value instanceof Value.Num num) {
      return Long.parseLong(num.literal());
    }
    throw new MalformedJsonException("journal event with something else than a number");
  }
}
