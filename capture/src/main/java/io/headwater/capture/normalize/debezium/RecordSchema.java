package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.StrayBytes;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  private static final byte[] COMMA = {','};
  private static final byte[] PAYLOAD = "\"payload\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] COLON = {':'};

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
      expectNoStray(utf8, prefix.length);
      current = known;
      start = prefix.length;
      end = lastBrace(utf8);
      return;
    }
    expectNoStray(utf8, 0);
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

  private static void expectNoStray(byte[] utf8, int from) {
    if (StrayBytes.areIn(utf8, from, utf8.length)) {
      throw new RefusedRecordException("not JSON in UTF-8");
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
    int payload = payload(utf8, schemaEnd);
    if (payload < 0) {
      return;
    }
    start = payload;
    end = lastBrace(utf8);
    current = SchemaPart.of(json(Arrays.copyOfRange(utf8, schemaStart, schemaEnd)));
    if (start <= MAX_KEPT_BYTES) {
      prefix = Arrays.copyOf(utf8, start);
      known = current;
    }
  }

  /**
   * Where the payload's value begins; negative when no payload follows the schema. The parser would
   * look at the value too, and complain of it in another place than when the schema part is known.
   */
  private static int payload(byte[] utf8, int schemaEnd) {
    int name = behind(utf8, schemaEnd, COMMA);
    int colon = name < 0 ? name : behind(utf8, name, PAYLOAD);
    int value = colon < 0 ? colon : behind(utf8, colon, COLON);
    return value < 0 ? value : skipBlanks(utf8, value);
  }

  /** The place behind the bytes, which may have blanks before them; negative when they are not. */
  private static int behind(byte[] utf8, int from, byte[] expected) {
    int at = skipBlanks(utf8, from);
    int end = at + expected.length;
    return end <= utf8.length && Arrays.equals(utf8, at, end, expected, 0, expected.length)
        ? end
        : -1;
  }

  private static int skipBlanks(byte[] utf8, int from) {
    int at = from;
    while (at < utf8.length
        && (utf8[at] == ' ' || utf8[at] == '\n' || utf8[at] == '\r' || utf8[at] == '\t')) {
      at++;
    }
    return at;
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
