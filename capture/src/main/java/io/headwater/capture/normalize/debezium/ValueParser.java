package io.headwater.capture.normalize.debezium;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.headwater.capture.normalize.raw.RefusedRecordException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads JSON values from a parser's current place.
 *
 * <p>Keeps one builder per depth, so that the rows of a table share their shape. Not thread-safe.
 */
final class ValueParser {

  /** Deeper objects are seldom and get builders of their own. */
  private static final int KEPT_DEPTH = 8;

  private static final Value TRUE = Value.of(true);
  private static final Value FALSE = Value.of(false);

  private final JsonPlaceholder placeholder;
  private final ObjectBuilder[] builders = new ObjectBuilder[KEPT_DEPTH];
  private boolean suspicious;

  ValueParser(JsonPlaceholder placeholder) {
    this.placeholder = placeholder;
    start();
  }

  /** Forgets what a record that was given up has left behind. */
  void start() {
    for (int i = 0; i < KEPT_DEPTH; i++) {
      builders[i] = new ObjectBuilder();
    }
    suspicious = false;
  }

  /** Whether something since the last call may be the placeholder of an unavailable value. */
  boolean tookSuspicion() {
    boolean taken = suspicious;
    suspicious = false;
    return taken;
  }

  /** The value whose first token is the parser's current one. */
  Value read(JsonParser parser) throws IOException {
    return read(parser, 0);
  }

  private Value read(JsonParser parser, int depth) throws IOException {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new RefusedRecordException("the JSON is empty or ends too early");
    }
    return switch (token) {
      case START_OBJECT -> object(parser, depth);
      case START_ARRAY -> array(parser, depth);
      case VALUE_STRING -> text(parser);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Num(parser.getText());
      case VALUE_TRUE -> TRUE;
      case VALUE_FALSE -> FALSE;
      case VALUE_NULL -> Value.ofNull();
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new RefusedRecordException("the JSON has a value missing");
    };
  }

  private Value text(JsonParser parser) throws IOException {
    String text = JsonTokens.wellFormed(parser.getText());
    suspicious |= placeholder.mayBe(text);
    return new Value.Text(text);
  }

  private Value.Obj object(JsonParser parser, int depth) throws IOException {
    ObjectBuilder builder = depth < KEPT_DEPTH ? builders[depth] : new ObjectBuilder();
    int count = 0;
    String name = parser.nextFieldName();
    while (name != null) {
      parser.nextToken();
      builder.add(name, read(parser, depth + 1));
      count++;
      name = parser.nextFieldName();
    }
    return built(builder, count);
  }

  /** The object, whose names must be distinct: cheaper here than in the parser. */
  private static Value.Obj built(ObjectBuilder builder, int count) {
    Value.Obj object = builder.build();
    if (object.size() != count) {
      throw new RefusedRecordException("an object has two members of one name");
    }
    return object;
  }

  private Value array(JsonParser parser, int depth) throws IOException {
    List<Value> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      items.add(read(parser, depth + 1));
    }
    suspicious |= placeholder.mayBe(items);
    return new Value.Arr(items);
  }
}
