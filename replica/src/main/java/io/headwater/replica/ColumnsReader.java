package io.headwater.replica;

import com.fasterxml.jackson.core.JsonToken;
import io.headwater.client.consumer.StateChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Each member in a column of its own; those that have none together in the last column. */
final class ColumnsReader implements RowReader {

  private static final String NULL = "null";

  private final Layout layout;
  private final Map<String, Integer> places = new HashMap<>();

  /**
   * A reader of those members.
   *
   * @param members in the order of the layout's payload, which has one column more
   */
  ColumnsReader(Layout layout, List<String> members) {
    this.layout = layout;
    for (int i = 0; i < members.size(); i++) {
      places.put(members.get(i), i);
    }
  }

  /**
   * An object, divided.
   *
   * @param values what it has of the members, by their places; empty is null
   * @param others what it has beyond
   */
  record Divided(Map<Integer, Optional<String>> values, Optional<String> others) {}

  @Override
  public Row read(StateChange.Upsert upsert) throws RefusedChangeException {
    try (RecordTokens tokens = RecordTokens.atResource(upsert.bytes().toByteArray())) {
      Divided divided = divide(upsert.key(), tokens);
      int last = layout.payload().size() - 1;
      List<Optional<String>> values = new ArrayList<>(last + 1);
      for (int i = 0; i < last; i++) {
        values.add(divided.values().getOrDefault(i, Optional.empty()));
      }
      values.add(divided.others());
      return new Row(upsert.key(), upsert.version(), values);
    } catch (IOException e) {
      throw unreadable(upsert.key());
    }
  }

  /** Divides the object that the tokens stand in. */
  Divided divide(String key, RecordTokens tokens) throws IOException, RefusedChangeException {
    Map<Integer, Optional<String>> values = new HashMap<>();
    StringBuilder others = new StringBuilder();
    while (tokens.nextMember()) {
      String name = tokens.name();
      Integer place = places.get(name);
      if (place != null) {
        values.put(place, value(key, name, layout.payload().get(place).type(), tokens));
      } else {
        others.append(others.isEmpty() ? '{' : ',');
        others.append(RecordTokens.quoted(name)).append(':').append(tokens.json());
      }
    }
    return new Divided(
        values, others.isEmpty() ? Optional.empty() : Optional.of(others.append('}').toString()));
  }

  static RefusedChangeException unreadable(String key) {
    return new RefusedChangeException(
        key, "22032", "is no state record with a resource", "see what wrote it to the state topic");
  }

  private static Optional<String> value(String key, String member, String type, RecordTokens tokens)
      throws IOException, RefusedChangeException {
    if (tokens.token() == JsonToken.VALUE_NULL) {
      return Optional.empty();
    }
    if (Layout.isJson(type)) {
      return Optional.of(tokens.json());
    }
    Optional<String> value =
        switch (type) {
          case Layout.TEXT -> string(tokens).filter(Texts::canBeStored);
          case ColumnKind.TIMESTAMP_TYPE -> string(tokens).filter(ColumnsReader::isTimestamp);
          case ColumnKind.BOOLEAN_TYPE ->
              tokens.token().isBoolean() ? Optional.of(tokens.text()) : Optional.empty();
          case Layout.BIGINT -> number(tokens).flatMap(ColumnsReader::integer);
          default -> number(tokens);
        };
    if (value.isEmpty()) {
      throw misfit(key, member, type, tokens.token());
    }
    return value;
  }

  private static Optional<String> string(RecordTokens tokens) throws IOException {
    return tokens.token() == JsonToken.VALUE_STRING ? Optional.of(tokens.text()) : Optional.empty();
  }

  private static Optional<String> number(RecordTokens tokens) throws IOException {
    return tokens.token().isNumeric() ? Optional.of(tokens.text()) : Optional.empty();
  }

  private static RefusedChangeException misfit(
      String key, String member, String type, JsonToken token) {
    String found =
        switch (token) {
          case VALUE_STRING -> "a string";
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
          case VALUE_TRUE, VALUE_FALSE -> "a boolean";
          case START_ARRAY -> "an array";
          case START_OBJECT -> "an object";
          default -> NULL;
        };
    String mend =
        switch (type) {
          case Layout.BIGINT -> "alter the column to numeric, or to jsonb";
          case ColumnKind.TIMESTAMP_TYPE -> "alter the column to text";
          case Layout.TEXT -> "alter the column to json using to_json(…)";
          default -> "alter the column to jsonb using to_jsonb(…)";
        };
    return new RefusedChangeException(
        key,
        "22023",
        "has %s in the member '%s' that its column of type %s cannot hold unchanged"
            .formatted(found, member, type),
        mend);
  }

  // 1.0 and 1e3 are integers, too.
  private static Optional<String> integer(String literal) {
    try {
      return Optional.of(Long.toString(new BigDecimal(literal).longValueExact()));
    } catch (ArithmeticException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  // PostgreSQL would round what is finer than a microsecond.
  private static boolean isTimestamp(String text) {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      return time.getNano() % 1_000 == 0 && time.getYear() > 0 && time.getYear() < 290_000;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
