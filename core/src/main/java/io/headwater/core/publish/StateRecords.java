package io.headwater.core.publish;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.contract.Contract;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Timestamps;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Turns resource events into the records of the state topics.
 *
 * <p>Knows the contract of each type, which each record names. Immutable, thread-safe.
 */
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

  private final Map<ResourceType, ContractHeaders> contracts;

  /** What a record tells of its contract; made once for all records of a type. */
  private record ContractHeaders(
      StateRecord.Header version, Optional<StateRecord.Header> dataSchema) {

    private static final ContractHeaders NONE = of(Contract.unrestricted());

    static ContractHeaders of(Contract contract) {
      return new ContractHeaders(
          StateRecord.Header.of(StateRecord.CONTRACT_VERSION_HEADER, contract.version()),
          contract.id().map(id -> StateRecord.Header.of("ce_dataschema", id)));
    }
  }

  /**
   * The records of these types; one of another type tells version {@value Contract#NO_VERSION}, as
   * its resources were published before their mapping was removed.
   */
  public StateRecords(Map<ResourceType, Contract> contracts) {
    this.contracts =
        contracts.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, contract -> ContractHeaders.of(contract.getValue())));
  }

  /**
   * The records that an event publishes, in order.
   *
   * @throws IllegalArgumentException when the event was read back from the journal and so has no
   *     document; only a fresh event is published
   */
  public List<StateRecord> of(ResourceEvent event) {
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

  private StateRecord upsert(EventHeader header, boolean created, Document document) {
    return record(header, created ? CREATE : UPDATE, document.json().array());
  }

  private StateRecord delete(EventHeader header) {
    return record(header, DELETE, NULL);
  }

  private StateRecord record(EventHeader header, String operation, byte[] resource) {
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

  private StateRecord tombstone(EventHeader header) {
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

  private List<StateRecord.Header> headers(EventHeader header, String operation, String time) {
    String type = header.resource().type().name();
    String id = header.resource().id().text();
    String version = Long.toString(header.version());
    ContractHeaders contract =
        contracts.getOrDefault(header.resource().type(), ContractHeaders.NONE);
    StateRecord.Header eventId = StateRecord.Header.of("ce_id", type + "/" + id + "/" + version);
    StateRecord.Header source =
        StateRecord.Header.of("ce_source", "/headwater/" + header.provenance().source());
    StateRecord.Header eventType =
        StateRecord.Header.of("ce_type", "headwater." + type + "." + operation);
    StateRecord.Header subject = StateRecord.Header.of("ce_subject", id);
    StateRecord.Header at = StateRecord.Header.of("ce_time", time);
    StateRecord.Header stateVersion = StateRecord.Header.of(StateRecord.VERSION_HEADER, version);
    // Lists of a fixed length, which take one allocation.
    return contract.dataSchema().isPresent()
        ? List.of(
            SPEC_VERSION,
            eventId,
            source,
            eventType,
            subject,
            at,
            contract.dataSchema().get(),
            CONTENT_TYPE,
            stateVersion,
            contract.version())
        : List.of(
            SPEC_VERSION,
            eventId,
            source,
            eventType,
            subject,
            at,
            CONTENT_TYPE,
            stateVersion,
            contract.version());
  }
}
