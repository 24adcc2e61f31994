package io.headwater.core.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Timestamps;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Turns resource events into the records of the state topics. */
public final class StateRecords {

  private static final String CREATE = "create";
  private static final String UPDATE = "update";
  private static final String DELETE = "delete";
  private static final byte[] RESOURCE = ",\"resource\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);

  private static final StateRecord.Header SPEC_VERSION =
      StateRecord.Header.of("ce_specversion", "1.0");
  private static final StateRecord.Header CONTENT_TYPE =
      StateRecord.Header.of("content-type", "application/json");

  private StateRecords() {}

  /**
   * The records that an event publishes, in order.
   *
   * @throws IllegalArgumentException when the event was read back from the journal and so has no
   *     document; only a fresh event is published
   */
  public static List<StateRecord> of(ResourceEvent event) {
    return switch (event) {
      case ResourceEvent.StateReplaced replaced -> {
        Document document =
            replaced
                .document()
                .orElseThrow(
                    () -> new IllegalArgumentException("an event of the journal is not published"));
        yield List.of(upsert(replaced.header(), replaced.created(), document));
      }
      case ResourceEvent.ResourceDeleted deleted ->
          List.of(delete(deleted.header()), tombstone(deleted.header()));
      case ResourceEvent.RowsReplaced ignored -> List.of();
    };
  }

  private static StateRecord upsert(EventHeader header, boolean created, Document document) {
    return record(header, created ? CREATE : UPDATE, document.json().array());
  }

  private static StateRecord delete(EventHeader header) {
    return record(header, DELETE, NULL);
  }

  private static StateRecord record(EventHeader header, String operation, byte[] resource) {
    String time = Timestamps.text(header.provenance().timestamp());
    return new StateRecord(
        header.resource(),
        Optional.of(value(header, operation, time, resource)),
        headers(header, operation, time));
  }

  private static Bytes value(EventHeader header, String operation, String time, byte[] resource) {
    byte[] envelope = envelope(header, operation, time);
    ByteBuffer value = ByteBuffer.allocate(envelope.length + RESOURCE.length + resource.length + 1);
    value.put(envelope).put(RESOURCE).put(resource).put((byte) '}');
    return Bytes.of(value.array());
  }

  private static StateRecord tombstone(EventHeader header) {
    String time = Timestamps.text(header.provenance().timestamp());
    return new StateRecord(header.resource(), Optional.empty(), headers(header, DELETE, time));
  }

  /** The state record's JSON up to, and without, the resource and the closing brace. */
  private static byte[] envelope(EventHeader header, String operation, String time) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    Provenance provenance = header.provenance();
    try (JsonGenerator json = Json.generator(out)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
      json.writeStartObject();
      json.writeStringField("type", header.resource().type().name());
      json.writeStringField("operation", operation);
      json.writeFieldName("id");
      Json.write(json, header.resource().id().json());
      json.writeNumberField("version", header.version());
      json.writeStringField("timestamp", time);
      json.writeObjectFieldStart("source");
      json.writeStringField("name", provenance.source());
      json.writeStringField("position", provenance.position());
      if (provenance.transaction().isPresent()) {
        json.writeStringField("transaction", provenance.transaction().get());
      }
      json.writeEndObject();
      if (header.partial()) {
        json.writeBooleanField("partial", true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static List<StateRecord.Header> headers(
      EventHeader header, String operation, String time) {
    String type = header.resource().type().name();
    String id = header.resource().id().text();
    String version = Long.toString(header.version());
    return List.of(
        SPEC_VERSION,
        StateRecord.Header.of("ce_id", type + "/" + id + "/" + version),
        StateRecord.Header.of("ce_source", "/headwater/" + header.provenance().source()),
        StateRecord.Header.of("ce_type", "headwater." + type + "." + operation),
        StateRecord.Header.of("ce_subject", id),
        StateRecord.Header.of("ce_time", time),
        CONTENT_TYPE,
        StateRecord.Header.of(StateRecord.VERSION_HEADER, version));
  }
}
