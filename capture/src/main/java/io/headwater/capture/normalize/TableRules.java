package io.headwater.capture.normalize;

import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ContentReference;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** What becomes of the columns of one table. */
final class TableRules {

  private static final Value REDACTED = Value.of("***");

  private static final String NOT_TRUNCATED =
      " cannot be truncated; mend: write reference or drop in the mapping";

  private final Map<String, ColumnRule> columns;
  private final Optional<KeyedHash> hash;
  private final Optional<Tokens> tokens;

  /**
   * Creates the rules.
   *
   * @param hash present when a column is hashed
   * @param tokens present when a column is tokenized
   */
  TableRules(Map<String, ColumnRule> columns, Optional<KeyedHash> hash, Optional<Tokens> tokens) {
    this.columns = columns;
    this.hash = hash;
    this.tokens = tokens;
  }

  /** Whether no column of the table has a rule. */
  boolean isNone() {
    return columns.isEmpty();
  }

  /** Whether the column's values must not be seen as they are. */
  boolean hides(String column) {
    return columns.containsKey(column);
  }

  /** Whether the column is left out. */
  boolean drops(String column) {
    return columns.get(column) instanceof ColumnRule.Drop;
  }

  /** A column's reader behind its rule; for one without a rule the reader itself. */
  ValueReader ruled(String column, Schema schema, ValueReader reader) {
    ColumnRule rule = columns.get(column);
    if (rule == null) {
      return reader;
    }
    if (rule instanceof ColumnRule.Redact) {
      // Not even read, so that a value without a JSON form is no obstacle.
      return raw -> REDACTED;
    }
    if (schema.type() == Schema.Type.BYTES && schema.name() == null) {
      return ofBytes(rule, reader);
    }
    return raw -> ruled(rule, reader.read(raw));
  }

  /** What arrives as bytes is binary, or the text of a type that the engine does not know. */
  private ValueReader ofBytes(ColumnRule rule, ValueReader reader) {
    if (rule instanceof ColumnRule.Reference) {
      return raw -> ContentReference.of(ColumnReaders.bytes(raw)).json();
    }
    if (rule instanceof ColumnRule.Truncate) {
      return raw -> {
        Value value = reader.read(raw);
        if (isBase64(value, ColumnReaders.bytes(raw))) {
          throw new UnreadableValueException("a binary value" + NOT_TRUNCATED);
        }
        return ruled(rule, value);
      };
    }
    return raw -> ruled(rule, reader.read(raw));
  }

  private static boolean isBase64(Value value, byte[] raw) {
    return raw.length > 0
        && value instanceof Value.Text text
        && text.value().equals(Base64.getEncoder().encodeToString(raw));
  }

  /**
   * A row in the standard form behind the rules of its columns; absent columns stay absent.
   *
   * @throws UnreadableValueException when a value has no form under its column's rule; the message
   *     quotes nothing of it
   */
  Value.Obj ruled(Value.Obj row) {
    ObjectBuilder ruled = new ObjectBuilder(row.size());
    for (int place = 0; place < row.size(); place++) {
      String column = row.nameAt(place);
      ColumnRule rule = columns.get(column);
      if (rule == null) {
        ruled.add(column, row.valueAt(place));
      } else if (!drops(column)) {
        ruled.add(column, ruled(column, rule, row.valueAt(place)));
      }
    }
    return ruled.build();
  }

  private Value ruled(String column, ColumnRule rule, Value value) {
    try {
      return ruled(rule, value);
    } catch (UnreadableValueException e) {
      throw new UnreadableValueException("column '%s': %s".formatted(column, e.reason()));
    }
  }

  private Value ruled(ColumnRule rule, Value value) {
    if (value.isNull()) {
      return value;
    }
    return switch (rule) {
      case ColumnRule.Redact ignored -> REDACTED;
      case ColumnRule.Hash ignored -> Value.of(hash.orElseThrow().of(value));
      case ColumnRule.Tokenize ignored -> Value.of(tokens.orElseThrow().of(value));
      case ColumnRule.Truncate truncate -> truncated(truncate, value);
      case ColumnRule.Reference reference -> ContentReference.of(content(reference, value)).json();
      case ColumnRule.Drop ignored ->
          throw new IllegalArgumentException("a column that is dropped is not read");
    };
  }

  private static Value truncated(ColumnRule.Truncate truncate, Value value) {
    if (!(value instanceof Value.Text text)) {
      throw new UnreadableValueException("a value that is no text" + NOT_TRUNCATED);
    }
    String whole = text.value();
    int limit = truncate.characters();
    // A text has at most as many code points as chars, and most texts are short.
    if (whole.length() <= limit || whole.codePointCount(0, whole.length()) <= limit) {
      return value;
    }
    return Value.of(whole.substring(0, whole.offsetByCodePoints(0, limit)));
  }

  private static byte[] content(ColumnRule.Reference reference, Value value) {
    if (!(value instanceof Value.Text text)) {
      return Json.bytes(value);
    }
    if (!reference.base64()) {
      return text.value().getBytes(StandardCharsets.UTF_8);
    }
    try {
      return Base64.getDecoder().decode(text.value());
    } catch (IllegalArgumentException e) {
      throw new UnreadableValueException(
          "a value is no Base64, as its rule says; mend: write reference for the text itself");
    }
  }
}
