package io.headwater.core.quarantine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The payload of a withheld document: which resource it is of. Its rows are held by the resource
 * itself, so nothing else is needed to try again.
 *
 * @param resource the resource
 * @param position the source position of the change that made the document
 */
public record WithheldResource(ResourceKey resource, String position) {

  private static final String STAGE = "publish";

  /**
   * The quarantine record of the withheld document.
   *
   * @param at the change's place in the change log, as people look for it
   */
  public QuarantineRecord refused(
      String source, RefusalCause cause, String reason, String at, Instant now) {
    return new QuarantineRecord(
        source,
        STAGE,
        cause,
        resource.toString(),
        reason,
        at,
        now,
        payload(),
        RefusedInput.of(PayloadForm.RESOURCE),
        Tries.firstAt(now));
  }

  /** The key of the record of a source's resource, whatever was withheld and why. */
  public static String key(String source, ResourceKey resource) {
    return new WithheldResource(resource, "")
        .refused(source, RefusalCause.OTHER, "", "", Instant.EPOCH)
        .key();
  }

  /** The UTF-8 JSON. */
  public Bytes payload() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("type", resource.type().name());
      json.writeFieldName("id");
      Json.write(json, resource.id().json());
      json.writeStringField("position", position);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(out.toByteArray());
  }

  /** Reads a payload; empty when it is none. */
  public static Optional<WithheldResource> read(Bytes payload) {
    try {
      Value.Obj json = Json.readObject(payload.array());
      return json.member("type").orElse(Value.ofNull()) instanceof Value.Text type
              && ResourceType.isValid(type.value())
              && json.member("position").orElse(Value.ofNull()) instanceof Value.Text position
          ? json.member("id")
              .filter(id -> !id.isNull())
              .map(
                  id ->
                      new WithheldResource(
                          new ResourceKey(new ResourceType(type.value()), ResourceId.of(id)),
                          position.value()))
          : Optional.empty();
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
