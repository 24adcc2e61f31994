package io.headwater.capture.normalize;

import io.headwater.core.json.Value;
import io.headwater.core.normalize.Mask;
import java.util.Map;
import java.util.Optional;

/** How the columns of one table are masked. */
final class TableMasks {

  private static final Value REDACTED = Value.of("***");

  private final Map<String, Mask> columns;
  private final Optional<KeyedHash> hash;
  private final Optional<Tokens> tokens;

  /**
   * Creates the masks.
   *
   * @param hash present when a column is hashed
   * @param tokens present when a column is tokenized
   */
  TableMasks(Map<String, Mask> columns, Optional<KeyedHash> hash, Optional<Tokens> tokens) {
    this.columns = columns;
    this.hash = hash;
    this.tokens = tokens;
  }

  /** Whether the column's values must not be seen as they are. */
  boolean hides(String column) {
    return columns.containsKey(column);
  }

  /** Whether the column is left out. */
  boolean drops(String column) {
    return columns.get(column) == Mask.DROP;
  }

  /** A column's reader behind its mask; for one without a mask the reader itself. */
  ValueReader masked(String column, ValueReader reader) {
    Mask mask = columns.get(column);
    if (mask == null) {
      return reader;
    }
    return switch (mask) {
      case REDACT -> raw -> REDACTED;
      case HASH -> {
        KeyedHash keyed = hash.orElseThrow();
        yield raw -> Value.of(keyed.of(reader.read(raw)));
      }
      case TOKENIZE -> {
        Tokens keyed = tokens.orElseThrow();
        yield raw -> Value.of(keyed.of(reader.read(raw)));
      }
      case DROP -> throw new IllegalArgumentException("a column that is dropped is not read");
    };
  }
}
