package io.headwater.persistence.staging;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The value of a staged row: the form of its resource's id, then the row as JSON.
 *
 * <p>The id's text is in the key. The form is one byte: T (a text), N (a number) or J; after J come
 * the length (4 bytes, big-endian) and the JSON of the id.
 */
final class StagedRow {

  private static final byte TEXT = 'T';
  private static final byte NUMBER = 'N';
  private static final byte JSON = 'J';
  private static final int FORM_BYTES = 1;

  private StagedRow() {}

  static byte[] encoded(ResourceId id, Value.Obj row) {
    byte[] json = Json.bytes(row);
    return id.json().equals(Value.of(id.text()))
        ? scalar(TEXT, json)
        : id.json().equals(new Value.Num(id.text()))
            ? scalar(NUMBER, json)
            : composite(Json.bytes(id.json()), json);
  }

  private static byte[] scalar(byte form, byte[] row) {
    byte[] out = new byte[FORM_BYTES + row.length];
    out[0] = form;
    System.arraycopy(row, 0, out, FORM_BYTES, row.length);
    return out;
  }

  private static byte[] composite(byte[] id, byte[] row) {
    return ByteBuffer.allocate(FORM_BYTES + Integer.BYTES + id.length + row.length)
        .put(JSON)
        .putInt(id.length)
        .put(id)
        .put(row)
        .array();
  }

  static Value.Obj row(byte[] encoded) {
    return Json.readObject(Arrays.copyOfRange(encoded, rowAt(encoded), encoded.length));
  }

  static ResourceId id(String text, byte[] encoded) {
    Value json =
        encoded[0] == TEXT
            ? Value.of(text)
            : encoded[0] == NUMBER
                ? new Value.Num(text)
                : Json.read(
                    Arrays.copyOfRange(encoded, FORM_BYTES + Integer.BYTES, rowAt(encoded)));
    return new ResourceId(text, json);
  }

  private static int rowAt(byte[] encoded) {
    return encoded[0] == JSON
        ? FORM_BYTES + Integer.BYTES + ByteBuffer.wrap(encoded).getInt(FORM_BYTES)
        : FORM_BYTES;
  }
}
