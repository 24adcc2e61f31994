package io.headwater.http.quarantine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Timestamps;
import io.headwater.core.quarantine.QuarantineEntry;
import io.headwater.core.quarantine.QuarantineGroup;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Settled;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/** The JSON of groups and records. */
final class RecordJson {

  private RecordJson() {}

  static void group(JsonGenerator json, QuarantineGroup group) throws IOException {
    json.writeStartObject();
    json.writeStringField("source", group.source());
    json.writeStringField("stage", group.stage());
    json.writeStringField("cause", group.cause().key());
    json.writeNumberField("count", group.count());
    text(json, "first", group.first().map(Timestamps::text));
    text(json, "last", group.last().map(Timestamps::text));
    text(json, "example", group.example());
    json.writeEndObject();
  }

  static void entry(JsonGenerator json, QuarantineEntry entry, String status) throws IOException {
    json.writeStartObject();
    members(json, entry, status);
    json.writeEndObject();
  }

  /** The record with its payload; without it when it has just been written anew. */
  static void whole(
      JsonGenerator json, QuarantineEntry entry, String status, Optional<QuarantineRecord> read)
      throws IOException {
    json.writeStartObject();
    members(json, entry, status);
    if (read.isPresent()) {
      RefusedInput input = read.get().input();
      json.writeArrayFieldStart("headers");
      for (RefusedInput.Header header : input.headers()) {
        json.writeStartObject();
        json.writeStringField("name", header.name());
        bytes(json, "value", header.value());
        json.writeEndObject();
      }
      json.writeEndArray();
      if (input.key().isPresent()) {
        bytes(json, "key", input.key().get());
      }
      bytes(json, "payload", read.get().payload());
    }
    json.writeEndObject();
  }

  static void settled(JsonGenerator json, String id, Settled settled) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("status", settled.outcome().key());
    json.writeStringField("source", settled.source());
    json.writeNumberField("attempts", settled.attempts());
    json.writeStringField("settled", Timestamps.text(settled.at()));
    json.writeEndObject();
  }

  private static void members(JsonGenerator json, QuarantineEntry entry, String status)
      throws IOException {
    QuarantineRecord record = entry.record();
    json.writeStringField("id", entry.id());
    json.writeStringField("status", status);
    json.writeStringField("source", record.source());
    json.writeStringField("stage", record.stage());
    json.writeStringField("cause", record.cause().key());
    json.writeStringField("subject", record.subject());
    json.writeStringField("reason", record.reason());
    json.writeStringField("position", record.position());
    json.writeStringField("first", Timestamps.text(record.tries().first()));
    json.writeStringField("last", Timestamps.text(record.timestamp()));
    json.writeNumberField("attempts", record.tries().count());
    text(json, "retry", record.tries().note());
    text(json, "obstacle", entry.obstacle());
    json.writeStringField("format", record.input().form().key());
    json.writeStringField("extent", record.input().extent().key());
    json.writeNumberField("bytes", entry.bytes());
    if (record.input().place().isPresent()) {
      RefusedInput.Place place = record.input().place().get();
      json.writeObjectFieldStart("origin");
      json.writeStringField("topic", place.topic());
      json.writeNumberField("partition", place.partition());
      json.writeNumberField("offset", place.offset());
      json.writeEndObject();
    }
  }

  /** Text where the bytes are UTF-8, else Base64 under another name. */
  private static void bytes(JsonGenerator json, String name, Bytes bytes) throws IOException {
    String text = bytes.toString();
    if (text.indexOf('\uFFFD') < 0) {
      json.writeStringField(name, text);
    } else {
      json.writeStringField(name + "_base64", Base64.getEncoder().encodeToString(bytes.array()));
    }
  }

  private static void text(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(name, value.get());
    }
  }
}
