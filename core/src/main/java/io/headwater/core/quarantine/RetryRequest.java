package io.headwater.core.quarantine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Somebody's wish that a record be tried again; its key on the topic of requests is the record's
 * id, and a tombstone there means that it was seen to.
 *
 * @param id the record's id
 * @param source the source whose engine is to do it
 * @param partition the partition of the quarantine topic in which the record stands
 * @param offset its offset there
 */
public record RetryRequest(String id, String source, int partition, long offset) {

  /** The UTF-8 JSON of the request, without its id, which is the key. */
  public byte[] toJson() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(128);
    try (JsonGenerator json = Json.generator(out)) {
      json.writeStartObject();
      json.writeStringField("source", source);
      json.writeNumberField("partition", partition);
      json.writeNumberField("offset", offset);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** Reads a request; empty when the bytes are none. */
  public static Optional<RetryRequest> read(String id, byte[] utf8) {
    try {
      Value.Obj json = Json.readObject(utf8);
      return json.member("source").orElse(Value.ofNull()) instanceof Value.Text source
              && json.member("partition").orElse(Value.ofNull()) instanceof Value.Num partition
              && json.member("offset").orElse(Value.ofNull()) instanceof Value.Num offset
          ? Optional.of(
              new RetryRequest(
                  id,
                  source.value(),
                  Integer.parseInt(partition.literal()),
                  Long.parseLong(offset.literal())))
          : Optional.empty();
    } catch (MalformedJsonException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
