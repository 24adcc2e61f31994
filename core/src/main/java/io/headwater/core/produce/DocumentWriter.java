package io.headwater.core.produce;

import com.fasterxml.jackson.core.JsonGenerator;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/** Writes a document's JSON, whose rows may be spliced in from a former one. Not thread-safe. */
final class DocumentWriter implements AutoCloseable {

  private final ByteArrayOutputStream out;
  private final JsonGenerator json;

  /** A writer of a document of about that many bytes. */
  DocumentWriter(int bytes) {
    this.out = new ByteArrayOutputStream(bytes);
    this.json = Json.generator(out);
  }

  JsonGenerator json() {
    return json;
  }

  /** How many bytes stand before what is written next. */
  int position() {
    return out.size() + json.getOutputBuffered();
  }

  /** Takes over bytes of another document, without any comma of its own. */
  void splice(Bytes from, int start, int end) throws IOException {
    json.flush();
    out.write(from.array(), start, end - start);
  }

  void object(Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    json.writeStartObject();
    members(row, fields);
    json.writeEndObject();
  }

  void members(Value.Obj row, List<ResourceMapping.Field> fields) throws IOException {
    for (ResourceMapping.Field field : fields) {
      json.writeFieldName(field.name());
      Json.write(json, field.value().in(row));
    }
  }

  /** All that was written; the writer must be closed. */
  Bytes bytes() {
    return Bytes.of(out.toByteArray());
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
