package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the payload of a record is, and its schema.
 *
 * <p>Nearly all records of a topic have the schema part of the one before, letter by letter, and
 * that one is compared and not read again. Not thread-safe.
 */
final class RecordSchema {

  /** A longer schema part is read with every record. */
  private static final int MAX_KEPT_BYTES = 1024 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private byte[] prefix = NOTHING;
  private SchemaPart known = SchemaPart.NONE;
  private SchemaPart current = SchemaPart.NONE;
  private int start;
  private int end;

  /** Looks at the next record. */
  void read(byte[] utf8) throws IOException {
    if (prefix.length > 0
        && utf8.length > prefix.length
        && Arrays.equals(utf8, 0, prefix.length, prefix, 0, prefix.length)) {
      current = known;
      start = prefix.length;
      end = lastBrace(utf8);
      return;
    }
    current = SchemaPart.NONE;
    start = 0;
    end = utf8.length;
    if (!mayHaveSchema(utf8)) {
      return;
    }
    try (JsonParser parser = JsonTokens.parser(utf8, 0, utf8.length)) {
      if (parser.nextToken() == JsonToken.START_OBJECT && "schema".equals(parser.nextFieldName())) {
        readParts(utf8, parser);
      }
    }
  }

  /** Whether the first member may be the schema; a record without costs no parser for that. */
  private static boolean mayHaveSchema(byte[] utf8) {
    int quote = 0;
    while (quote < utf8.length && utf8[quote] != '"') {
      quote++;
    }
    return quote + 1 < utf8.length && (utf8[quote + 1] == 's' || utf8[quote + 1] == '\\');
  }

  private void readParts(byte[] utf8, JsonParser parser) throws IOException {
    JsonToken token = parser.nextToken();
    if (token != JsonToken.START_OBJECT && token != JsonToken.VALUE_NULL) {
      return;
    }
    int schemaStart = offset(parser.currentTokenLocation().getByteOffset());
    parser.skipChildren();
    int schemaEnd = offset(parser.currentLocation().getByteOffset());
    if (!"payload".equals(parser.nextFieldName())) {
      return;
    }
    parser.nextToken();
    start = offset(parser.currentTokenLocation().getByteOffset());
    end = lastBrace(utf8);
    current = SchemaPart.of(json(Arrays.copyOfRange(utf8, schemaStart, schemaEnd)));
    if (start <= MAX_KEPT_BYTES) {
      prefix = Arrays.copyOf(utf8, start);
      known = current;
    }
  }

  private static Value json(byte[] schema) {
    try {
      return Json.read(schema);
    } catch (MalformedJsonException e) {
      throw new RefusedRecordException("the schema part is " + e.getMessage());
    }
  }

  private static int offset(long byteOffset) {
    return Math.toIntExact(byteOffset);
  }

  /** The record's own last brace, behind which there is nothing but white space. */
  private static int lastBrace(byte[] utf8) {
    int at = utf8.length - 1;
    while (at >= 0 && utf8[at] <= ' ' && utf8[at] >= 0) {
      at--;
    }
    if (at < 0 || utf8[at] != '}') {
      throw new RefusedRecordException("the JSON ends too early");
    }
    return at;
  }

  SchemaPart schema() {
    return current;
  }

  /** Where the payload's value begins. */
  int start() {
    return start;
  }

  /** Where it ends, exclusive. */
  int end() {
    return end;
  }
}
