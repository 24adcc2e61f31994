package io.headwater.core.contract;

import io.headwater.core.json.Amount;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule for values of every type. */
sealed interface ValueRule extends Rule {

  /** The names of the types, in the order of their bits. */
  List<String> TYPES = List.of("null", "boolean", "integer", "number", "string", "array", "object");

  /** The most characters of the schema's own values that a message repeats. */
  int MAX_SHOWN = 200;

  /** Reads {@code type}, {@code const} and {@code enum}. */
  static void read(Keywords words, List<Rule> rules) {
    types(words).ifPresent(rules::add);
    words
        .value("const")
        .ifPresent(
            value -> rules.add(OneOf.of("const", "must be " + shown(value), List.of(value))));
    words
        .values("enum")
        .ifPresent(
            values ->
                rules.add(
                    OneOf.of("enum", "must be one of " + shown(new Value.Arr(values)), values)));
  }

  private static String shown(Value value) {
    String json = value.toJson();
    return json.length() <= MAX_SHOWN ? json : json.substring(0, MAX_SHOWN) + "…";
  }

  private static Optional<Rule> types(Keywords words) {
    Optional<Value> type = words.value("type");
    if (type.isEmpty()) {
      return Optional.empty();
    }
    List<Value> values =
        type.get() instanceof Value.Arr several ? several.items() : List.of(type.get());
    List<String> names = new ArrayList<>();
    int bits = 0;
    for (Value value : values) {
      int place = value instanceof Value.Text text ? TYPES.indexOf(text.value()) : -1;
      if (place < 0) {
        words.fault(
            "type",
            value instanceof Value.Text text
                ? "there is no type '" + text.value() + "'"
                : "'type' is not the name of a type",
            "use " + String.join(", ", TYPES));
        return Optional.empty();
      }
      names.add(TYPES.get(place));
      bits |= 1 << place;
    }
    if (names.isEmpty()) {
      words.fault("type", "'type' names no type", "use " + String.join(", ", TYPES));
      return Optional.empty();
    }
    return Optional.of(new OfType(bits, "must be of type " + String.join(" or ", names)));
  }

  /**
   * {@code type}.
   *
   * @param allowed a bit for each of {@link #TYPES}
   */
  record OfType(int allowed, String requirement) implements ValueRule, FlatRule {

    private static final int NULL = 1;
    private static final int BOOLEAN = 1 << 1;
    private static final int INTEGER = 1 << 2;
    private static final int NUMBER = 1 << 3;
    private static final int STRING = 1 << 4;
    private static final int ARRAY = 1 << 5;
    private static final int OBJECT = 1 << 6;

    @Override
    public boolean accepts(Value value, Finding finding) {
      boolean fits =
          switch (value) {
            case Value.Null ignored -> allows(NULL);
            case Value.Bool ignored -> allows(BOOLEAN);
            case Value.Num number ->
                allows(NUMBER) || (allows(INTEGER) && Amount.isInteger(number.literal()));
            case Value.Text ignored -> allows(STRING);
            case Value.Arr ignored -> allows(ARRAY);
            case Value.Obj ignored -> allows(OBJECT);
          };
      return fits || finding.fail("type", requirement);
    }

    private boolean allows(int type) {
      return (allowed & type) != 0;
    }
  }

  /**
   * {@code enum} and {@code const}.
   *
   * @param texts those of the values that are text
   * @param others the others
   */
  record OneOf(String keyword, String requirement, Set<String> texts, List<Value> others)
      implements ValueRule {

    static OneOf of(String keyword, String requirement, List<Value> values) {
      return new OneOf(
          keyword,
          requirement,
          values.stream()
              .filter(Value.Text.class::isInstance)
              .map(text -> ((Value.Text) text).value())
              .collect(Collectors.toCollection(HashSet::new)),
          values.stream().filter(value -> !(value instanceof Value.Text)).toList());
    }

    @Override
    public boolean accepts(Value value, Finding finding) {
      return isOneOf(value) || finding.fail(keyword, requirement);
    }

    private boolean isOneOf(Value value) {
      if (value instanceof Value.Text text) {
        return texts.contains(text.value());
      }
      for (Value other : others) {
        if (other.isSameAs(value)) {
          return true;
        }
      }
      return false;
    }
  }

  /** The schema {@code false}. */
  enum Nothing implements ValueRule, FlatRule {
    NOTHING;

    @Override
    public boolean accepts(Value value, Finding finding) {
      return finding.fail("false", "must not be there");
    }
  }
}
