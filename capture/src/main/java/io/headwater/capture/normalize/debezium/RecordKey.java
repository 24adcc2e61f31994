package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import io.headwater.capture.normalize.ColumnReaders;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;

/** Reads the keys of one topic's records. Not thread-safe. */
final class RecordKey {

  /** Schema parts that are not the same letter by letter are forgotten after so many. */
  private static final int MAX_KNOWN = 256;

  private final RecordSchema part = new RecordSchema();
  private final ValueParser values;
  private final IdentityHashMap<SchemaPart, RowTypes> types = new IdentityHashMap<>();

  RecordKey(JsonPlaceholder placeholder) {
    this.values = new ValueParser(placeholder);
  }

  /**
   * The key.
   *
   * @param named the key's columns, when they are configured; a key that is a single value has the
   *     name of the only one
   * @return empty when there is no key, or one whose columns are not told
   */
  Value.Obj read(Optional<Bytes> key, List<String> named, ColumnReaders readers, boolean isPostgres)
      throws IOException {
    if (key.isEmpty()) {
      return Value.Obj.empty();
    }
    byte[] utf8 = key.get().array();
    Value value;
    try {
      part.read(utf8);
      try (JsonParser parser = JsonTokens.parser(utf8, part.start(), part.end())) {
        parser.nextToken();
        value = values.read(parser);
        JsonTokens.expectEnd(parser);
      }
    } catch (IOException | RuntimeException e) {
      // A builder may hold what was read of it.
      values.start();
      throw e;
    }
    if (value instanceof Value.Obj object) {
      return types(readers, isPostgres).read(object);
    }
    return named.size() == 1 && !value.isNull()
        ? new Value.Obj(Map.of(named.getFirst(), value))
        : Value.Obj.empty();
  }

  private RowTypes types(ColumnReaders readers, boolean isPostgres) {
    Optional<Schema> schema = part.schema().flat();
    if (schema.isEmpty()) {
      return RowTypes.NONE;
    }
    if (types.size() >= MAX_KNOWN) {
      types.clear();
    }
    return types.computeIfAbsent(
        part.schema(), absent -> RowTypes.of(schema.get(), readers, isPostgres));
  }
}
