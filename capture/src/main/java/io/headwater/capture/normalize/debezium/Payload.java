package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The payload of the current record: an envelope by its parts, or any other object.
 *
 * <p>An envelope has {@code op} and a {@code source} that names its connector. It is read in one
 * pass, its members in any order; those that are unknown do not count. Reused for the next record;
 * not thread-safe.
 */
final class Payload {

  private static final int BEFORE = 1;
  private static final int AFTER = 2;
  private static final int SOURCE = 4;
  private static final int OP = 8;
  private static final int TRANSACTION = 16;
  private static final int UPDATE = 32;
  private static final int TIME = 64;

  private final ValueParser values;
  private final SourceBlock source = new SourceBlock();
  private int seen;
  private boolean inSource;
  private String operation = "";
  private Value before = Value.ofNull();
  private Value after = Value.ofNull();
  private Value transaction = Value.ofNull();
  private Value updateDescription = Value.ofNull();
  private Value time = Value.ofNull();
  private Value other = Value.ofNull();
  private boolean suspicious;

  Payload(JsonPlaceholder placeholder) {
    this.values = new ValueParser(placeholder);
  }

  /** Reads the payload between the two places, which is all there is between them. */
  void read(byte[] utf8, int start, int end) throws IOException {
    clear();
    boolean whole = false;
    try {
      try (JsonParser parser = JsonTokens.parser(utf8, start, end)) {
        if (parser.nextToken() != JsonToken.START_OBJECT || !readEnvelope(parser)) {
          readOther(parser, utf8, start, end);
        }
      }
      whole = true;
    } finally {
      if (!whole) {
        values.start();
      }
    }
    suspicious = values.tookSuspicion();
  }

  private void clear() {
    seen = 0;
    inSource = false;
    source.clear();
    operation = "";
    before = Value.ofNull();
    after = Value.ofNull();
    transaction = Value.ofNull();
    updateDescription = Value.ofNull();
    time = Value.ofNull();
    other = Value.ofNull();
  }

  /** Reads an object as an envelope; whether it was one, and else the parser may be anywhere. */
  private boolean readEnvelope(JsonParser parser) throws IOException {
    String name = parser.nextFieldName();
    if (name == null || part(name) == 0) {
      return false;
    }
    while (name != null) {
      JsonToken token = parser.nextToken();
      int part = part(name);
      if ((seen & part) != 0) {
        throw new RefusedRecordException("the record names '" + name + "' twice");
      }
      seen |= part;
      readPart(parser, token, part);
      name = parser.nextFieldName();
    }
    if (!isEnvelope()) {
      return false;
    }
    JsonTokens.expectEnd(parser);
    return true;
  }

  private static int part(String name) {
    return switch (name) {
      case "before" -> BEFORE;
      case "after" -> AFTER;
      case "source" -> SOURCE;
      case "op" -> OP;
      case "transaction" -> TRANSACTION;
      case "updateDescription" -> UPDATE;
      case "ts_ms" -> TIME;
      default -> 0;
    };
  }

  private void readPart(JsonParser parser, JsonToken token, int part) throws IOException {
    switch (part) {
      case BEFORE -> before = values.read(parser);
      case AFTER -> after = values.read(parser);
      case SOURCE -> {
        inSource = token == JsonToken.START_OBJECT;
        if (inSource) {
          source.read(parser);
        } else {
          parser.skipChildren();
        }
      }
      case OP -> {
        operation = token == JsonToken.VALUE_STRING ? operation(parser) : "";
        parser.skipChildren();
      }
      case TRANSACTION -> transaction = values.read(parser);
      case UPDATE -> updateDescription = values.read(parser);
      case TIME -> time = values.read(parser);
      default -> parser.skipChildren();
    }
  }

  private static String operation(JsonParser parser) throws IOException {
    return parser.getTextLength() == 1
        ? switch (parser.getTextCharacters()[parser.getTextOffset()]) {
          case 'c' -> "c";
          case 'u' -> "u";
          case 'd' -> "d";
          default -> parser.getText();
        }
        : parser.getText();
  }

  private void readOther(JsonParser parser, byte[] utf8, int start, int end) throws IOException {
    if (parser.currentToken() == null || !parser.currentToken().isScalarValue()) {
      // From the start: the attempt to read an envelope has taken some of it.
      clear();
      values.start();
      try (JsonParser again = JsonTokens.parser(utf8, start, end)) {
        again.nextToken();
        other = values.read(again);
        JsonTokens.expectEnd(again);
      }
    } else {
      other = values.read(parser);
      JsonTokens.expectEnd(parser);
    }
  }

  /** Whether it is an envelope, and its parts count. */
  boolean isEnvelope() {
    return inSource && !operation.isEmpty() && source.has(Fact.CONNECTOR);
  }

  /** The value that is no envelope. */
  Value other() {
    return other;
  }

  String operation() {
    return operation;
  }

  SourceBlock source() {
    return source;
  }

  Value before() {
    return before;
  }

  Value after() {
    return after;
  }

  Value updateDescription() {
    return updateDescription;
  }

  Value transaction() {
    return transaction;
  }

  /** When the connector handled the change; empty when the record does not tell it. */
  Optional<Instant> handled() {
    try {
      return time instanceof Value.Num number
          ? Optional.of(Instant.ofEpochMilli(Long.parseLong(number.literal())))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether a placeholder may be in it. */
  boolean isSuspicious() {
    return suspicious;
  }
}
