package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * What the current record tells of its source: texts, whatever their JSON type.
 *
 * <p>Keeps the strings of the record before, since most do not change. Not thread-safe.
 */
// The facts are places of an array and bits of a number in this class only.
@SuppressWarnings("EnumOrdinal")
final class SourceBlock {

  private static final long MILLIS = 1_000L;
  private static final long MICROS = 1_000_000L;
  private static final long NANOS = 1_000_000_000L;

  /** A 64-bit integer has no more characters. */
  private static final int MAX_LONG_CHARS = 20;

  private final String[] texts = new String[Fact.values().length];
  private long told;
  private long seen;

  SourceBlock() {
    Arrays.fill(texts, "");
  }

  /** Forgets what the record before told. */
  void clear() {
    told = 0;
    seen = 0;
  }

  /** Reads the block that begins at the parser's current token. */
  void read(JsonParser parser) throws IOException {
    String name = parser.nextFieldName();
    while (name != null) {
      JsonToken token = parser.nextToken();
      Fact fact = Fact.named(name);
      if (fact == null) {
        parser.skipChildren();
      } else {
        long bit = 1L << fact.ordinal();
        if ((seen & bit) != 0) {
          throw new RefusedRecordException("the source block names '" + name + "' twice");
        }
        seen |= bit;
        if (token == null) {
          throw new RefusedRecordException("the JSON ends too early");
        }
        if (JsonTokens.isScalar(token)) {
          told |= bit;
          keep(fact, parser);
        } else {
          parser.skipChildren();
        }
      }
      name = parser.nextFieldName();
    }
  }

  private void keep(Fact fact, JsonParser parser) throws IOException {
    String known = texts[fact.ordinal()];
    if (known.length() != parser.getTextLength()
        || !isSame(known, parser.getTextCharacters(), parser.getTextOffset())) {
      texts[fact.ordinal()] = JsonTokens.wellFormed(parser.getText());
    }
  }

  private static boolean isSame(String known, char[] characters, int offset) {
    // What differs between two records differs at the end, mostly.
    for (int i = known.length() - 1; i >= 0; i--) {
      if (known.charAt(i) != characters[offset + i]) {
        return false;
      }
    }
    return true;
  }

  /** Tells a fact that stands elsewhere in the record. */
  void tell(Fact fact, String text) {
    told |= 1L << fact.ordinal();
    texts[fact.ordinal()] = text;
  }

  boolean has(Fact fact) {
    return (told & 1L << fact.ordinal()) != 0;
  }

  /** The fact's text; empty when the record does not tell it. */
  String text(Fact fact) {
    return has(fact) ? texts[fact.ordinal()] : "";
  }

  /** The source's own time of the change, as exactly as it is told. */
  Optional<Instant> time() {
    if (has(Fact.TS_US)) {
      return Optional.of(instant(number(Fact.TS_US), MICROS));
    }
    if (has(Fact.TS_NS)) {
      return Optional.of(instant(number(Fact.TS_NS), NANOS));
    }
    return has(Fact.TS_MS) ? Optional.of(instant(number(Fact.TS_MS), MILLIS)) : Optional.empty();
  }

  private static Instant instant(long count, long perSecond) {
    return Instant.ofEpochSecond(
        Math.floorDiv(count, perSecond), Math.floorMod(count, perSecond) * (NANOS / perSecond));
  }

  /** The fact, which is told, as an integer. */
  long number(Fact fact) {
    String text = texts[fact.ordinal()];
    try {
      if (text.length() <= MAX_LONG_CHARS) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException notAnInteger) {
      // Refused below, without the message, which quotes the value.
    }
    throw new RefusedRecordException(
        "'" + fact.key() + "' of the source block is no 64-bit integer");
  }
}
