package io.headwater.core.quarantine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Timestamps;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * Refused input as it is kept in the quarantine topic: the reason and all that a retry needs.
 *
 * @param source the source it came from
 * @param stage the stage that refused it ({@code normalize}, {@code produce}, {@code publish})
 * @param subject what it is about: a table and key, or a resource
 * @param reason why it was refused and how to mend it
 * @param position where it stands: a source position, or {@code topic-partition@offset}
 * @param timestamp when it was refused
 * @param payload the refused input itself
 */
public record QuarantineRecord(
    String source,
    String stage,
    String subject,
    String reason,
    String position,
    Instant timestamp,
    Bytes payload) {

  /**
   * The most bytes of a payload that are kept. A larger one is cut, and {@code payload_bytes} says
   * how large it was; its position tells where the whole of it stands.
   */
  public static final int MAX_PAYLOAD_BYTES = 1024 * 1024;

  private Bytes kept() {
    return payload.size() <= MAX_PAYLOAD_BYTES
        ? payload
        : Bytes.of(Arrays.copyOf(payload.array(), MAX_PAYLOAD_BYTES));
  }

  /** The record's key on the topic: the same input refused again has the same key. */
  public String key() {
    return source + "/" + stage + "/" + subject + "/" + position;
  }

  /**
   * The record's UTF-8 JSON. The payload is text where it is valid UTF-8, else Base64 under {@code
   * payload_base64}.
   */
  public byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512 + kept().size());
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("source", source);
      json.writeStringField("stage", stage);
      json.writeStringField("subject", subject);
      json.writeStringField("reason", reason);
      json.writeStringField("position", position);
      json.writeStringField("timestamp", Timestamps.text(timestamp));
      if (payload.size() > MAX_PAYLOAD_BYTES) {
        json.writeNumberField("payload_bytes", payload.size());
      }
      String text = kept().toString();
      if (text.indexOf('\uFFFD') < 0) {
        json.writeStringField("payload", text);
      } else {
        json.writeStringField("payload_base64", Base64.getEncoder().encodeToString(kept().array()));
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
