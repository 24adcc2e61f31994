package io.headwater.client.consumer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.Operation;
import io.headwater.client.bootstrap.StateRecordView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads what {@code /changes} answers; a state stays the bytes that it came in. */
final class ChangesAnswer {

  private static final JsonFactory FACTORY =
      new JsonFactoryBuilder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(HttpProvider.MAX_ANSWER_BYTES)
                  .maxNumberLength(HttpProvider.MAX_ANSWER_BYTES)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private final byte[] bytes;
  private final JsonParser parser;
  private final List<StreamRecord> records = new ArrayList<>();
  private SortedMap<Integer, Long> next = new TreeMap<>();
  private boolean upToDate;

  private ChangesAnswer(byte[] bytes, JsonParser parser) {
    this.bytes = bytes;
    this.parser = parser;
  }

  static Provider.Changes read(byte[] bytes) throws IOException {
    try (JsonParser parser = FACTORY.createParser(bytes)) {
      ChangesAnswer answer = new ChangesAnswer(bytes, parser);
      answer.read();
      return new Provider.Changes(answer.records, answer.next, answer.upToDate);
    }
  }

  private void read() throws IOException {
    expect(parser.nextToken(), JsonToken.START_OBJECT);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "changes" -> {
          expect(value, JsonToken.START_ARRAY);
          while (parser.nextToken() == JsonToken.START_OBJECT) {
            records.add(change());
          }
        }
        case "token" -> next = positions(parser.getText());
        case "up_to_date" -> upToDate = parser.getBooleanValue();
        default -> parser.skipChildren();
      }
    }
    if (next.isEmpty()) {
      throw new IOException("it lacks its token");
    }
  }

  private StreamRecord change() throws IOException {
    int partition = -1;
    long offset = -1;
    String key = "";
    boolean hasKey = false;
    StateChange state = new StateChange.Delete("", OptionalLong.empty());
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "partition" -> partition = parser.getIntValue();
        case "offset" -> offset = parser.getLongValue();
        case "key" -> {
          expect(value, JsonToken.VALUE_STRING);
          key = parser.getText();
          hasKey = true;
        }
        case "state" -> {
          if (value == JsonToken.START_OBJECT) {
            state = state();
          }
        }
        default -> parser.skipChildren();
      }
    }
    if (partition < 0 || offset < 0 || !hasKey) {
      throw new IOException("a change lacks its partition, offset or key");
    }
    return new StreamRecord(partition, offset, named(key, state));
  }

  private static StateChange named(String key, StateChange state) throws IOException {
    return switch (state) {
      case StateChange.Upsert upsert -> {
        if (!upsert.key().equals(key)) {
          throw new IOException("a state's id is another than its key");
        }
        yield upsert;
      }
      case StateChange.Delete delete -> new StateChange.Delete(key, delete.version());
    };
  }

  // The parser stands on the opening brace, which is one byte.
  private StateChange state() throws IOException {
    int start = (int) parser.currentTokenLocation().getByteOffset();
    parser.skipChildren();
    int end = (int) parser.currentTokenLocation().getByteOffset() + 1;
    StateRecordView view =
        StateRecordView.parse(JsonBytes.copyOf(Arrays.copyOfRange(bytes, start, end)));
    return view.operation() == Operation.DELETE
        ? new StateChange.Delete(view.key(), OptionalLong.of(view.version()))
        : new StateChange.Upsert(view.key(), view.version(), view.bytes());
  }

  private static SortedMap<Integer, Long> positions(String token) throws IOException {
    SortedMap<Integer, Long> next = new TreeMap<>();
    String[] fields = token.split("\\.", -1);
    for (int i = 1; i < fields.length; i++) {
      int dash = fields[i].indexOf('-');
      if (dash < 1) {
        throw new IOException("its token is none");
      }
      next.put(
          Integer.valueOf(fields[i].substring(0, dash)),
          Long.valueOf(fields[i].substring(dash + 1)));
    }
    return next;
  }

  private static void expect(JsonToken found, JsonToken expected) throws IOException {
    if (found != expected) {
      throw new IOException("it has " + found + " where " + expected + " was expected");
    }
  }
}
