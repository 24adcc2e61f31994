package io.headwater.capture.normalize.raw;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.MalformedJsonException;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a reason quotes a value of its record.
 *
 * <p>A reason's own words, or the name of a column, may be a value too. So a text that is in both
 * is changed wherever it is a value, and is quoted when the reason then has the changed one. What
 * names a table or a type is no value of a row, and a reason may name it.
 */
final class QuotedValues {

  /** A shorter text of a record can be in a reason by chance. */
  private static final int MIN_QUOTE = 24;

  private static final int LETTERS = 26;
  private static final int DIGITS = 10;

  /** How far along the alphabet and the digits a changed text is: nowhere near a word. */
  private static final int SHIFT = 7;

  private static final Set<String> TABLE_NAMES =
      Set.of("tableName", "__db", "__schema", "__table", "__collection");

  private QuotedValues() {}

  /**
   * Checks one record's outcomes.
   *
   * @param normalizer gives the outcomes of the record with changed values
   * @throws AssertionError when a value is quoted
   */
  static void check(RawRecord raw, List<Normalization> outcomes, Normalizer normalizer) {
    List<String> reasons = reasons(outcomes);
    if (reasons.isEmpty()) {
      return;
    }
    Set<String> texts = new LinkedHashSet<>();
    json(raw.key()).ifPresent(key -> texts(key, texts));
    json(raw.value()).ifPresent(value -> texts(value, texts));
    for (String text : texts) {
      String other = changed(text);
      if (text.length() >= MIN_QUOTE && !other.equals(text) && isIn(reasons, text)) {
        RawRecord changed =
            RawFixtures.raw(changed(raw.key(), text, other), changed(raw.value(), text, other));
        if (isIn(reasons(normalizer.normalize(changed)), other)) {
          throw new AssertionError("a reason quotes a value: " + reasons);
        }
      }
    }
  }

  private static List<String> reasons(List<Normalization> outcomes) {
    return outcomes.stream()
        .flatMap(outcome -> NormalizerInvariants.reason(outcome).stream())
        .toList();
  }

  private static boolean isIn(List<String> reasons, String text) {
    return reasons.stream().anyMatch(reason -> reason.contains(text));
  }

  /** What is not JSON has no values that could be quoted. */
  private static Optional<Value> json(Optional<Bytes> utf8) {
    try {
      return utf8.map(bytes -> Json.read(bytes.array()));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static void texts(Value value, Set<String> into) {
    switch (value) {
      case Value.Text text -> into.add(text.value());
      case Value.Arr array -> array.items().forEach(item -> texts(item, into));
      case Value.Obj object -> object.members().values().forEach(member -> texts(member, into));
      case Value.Null ignored -> {}
      case Value.Bool ignored -> {}
      case Value.Num ignored -> {}
    }
  }

  private static Optional<Bytes> changed(Optional<Bytes> utf8, String text, String other) {
    return json(utf8)
        .map(value -> Bytes.of(Json.bytes(changed(value, text, other))))
        .or(() -> utf8);
  }

  private static Value changed(Value value, String text, String other) {
    return switch (value) {
      case Value.Text found -> found.value().equals(text) ? Value.of(other) : found;
      case Value.Arr array -> {
        List<Value> items = new ArrayList<>(array.items().size());
        array.items().forEach(item -> items.add(changed(item, text, other)));
        yield new Value.Arr(items);
      }
      case Value.Obj object -> changed(object, text, other);
      case Value.Null ignored -> value;
      case Value.Bool ignored -> value;
      case Value.Num ignored -> value;
    };
  }

  private static Value changed(Value.Obj object, String text, String other) {
    boolean hasSchema = object.members().containsKey("payload");
    ObjectBuilder members = new ObjectBuilder(object.size());
    for (Map.Entry<String, Value> member : object.members().entrySet()) {
      boolean isName =
          TABLE_NAMES.contains(member.getKey()) || hasSchema && member.getKey().equals("schema");
      members.add(
          member.getKey(), isName ? member.getValue() : changed(member.getValue(), text, other));
    }
    return members.build();
  }

  /** Another text of the same form, so that a time stays one, mostly, and Base64 Base64. */
  static String changed(String text) {
    StringBuilder other = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        other.append((char) ('a' + (c - 'a' + SHIFT) % LETTERS));
      } else if (c >= 'A' && c <= 'Z') {
        other.append((char) ('A' + (c - 'A' + SHIFT) % LETTERS));
      } else if (c >= '0' && c <= '9') {
        other.append((char) ('0' + (c - '0' + SHIFT) % DIGITS));
      } else {
        other.append(c);
      }
    }
    return other.toString();
  }
}
