package io.headwater.http.route;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes one JSON value. */
@FunctionalInterface
public interface JsonBody {

  /** Writes the value at the generator's current place. */
  void write(JsonGenerator json) throws IOException;

  /** The compact UTF-8 bytes of the value. */
  static byte[] bytes(JsonBody body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = Json.generator(out)) {
      body.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
