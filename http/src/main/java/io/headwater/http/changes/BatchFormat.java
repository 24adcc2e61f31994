package io.headwater.http.changes;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.bootstrap.ChangeBatch;
import io.headwater.core.bootstrap.ChangeBatch.Change;
import io.headwater.core.bootstrap.StreamToken;
import io.headwater.core.json.Bytes;
import io.headwater.http.query.RecordMember;
import io.headwater.http.route.JsonBody;
import io.headwater.http.select.Selection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.pekko.util.ByteString;

/** How a batch is written. */
enum BatchFormat {
  /** One JSON object. */
  JSON {
    @Override
    ByteString encode(ChangeBatch batch, Selection selection) {
      return ByteString.fromArrayUnsafe(
          JsonBody.bytes(
              json -> {
                json.writeStartObject();
                json.writeArrayFieldStart("changes");
                for (Change change : batch.changes()) {
                  write(json, change, selection);
                }
                json.writeEndArray();
                json.writeStringField("token", StreamToken.of(batch.next()));
                json.writeBooleanField("up_to_date", batch.isUpToDate());
                json.writeEndObject();
              }));
    }
  },
  /** Server-sent events; only the last has an id, since only behind it is a place to go on. */
  EVENTS {
    @Override
    ByteString encode(ChangeBatch batch, Selection selection) {
      ByteArrayOutputStream events = new ByteArrayOutputStream(4096);
      for (Change change : batch.changes()) {
        events.writeBytes(utf8("event: change\ndata: "));
        events.writeBytes(JsonBody.bytes(json -> write(json, change, selection)));
        events.writeBytes(utf8("\n\n"));
      }
      String token = StreamToken.of(batch.next());
      String name = batch.isUpToDate() ? "up-to-date" : "position";
      events.writeBytes(
          utf8("event: %s\nid: %s\ndata: {\"token\":\"%s\"}\n\n".formatted(name, token, token)));
      return ByteString.fromArrayUnsafe(events.toByteArray());
    }
  };

  abstract ByteString encode(ChangeBatch batch, Selection selection);

  private static void write(JsonGenerator json, Change change, Selection selection)
      throws IOException {
    Optional<Bytes> record = change.isDeletion() ? Optional.empty() : change.value();
    json.writeStartObject();
    json.writeNumberField("partition", change.partition());
    json.writeNumberField("offset", change.offset());
    json.writeStringField("key", change.id());
    json.writeStringField(
        "operation",
        record
            .map(state -> RecordMember.text(state, "operation").orElse("update"))
            .orElse("delete"));
    json.writeFieldName("state");
    Optional<Bytes> told = record.flatMap(selection::of);
    if (told.isPresent()) {
      json.writeRawValue(new String(told.get().array(), StandardCharsets.UTF_8));
    } else {
      json.writeNull();
    }
    json.writeEndObject();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
