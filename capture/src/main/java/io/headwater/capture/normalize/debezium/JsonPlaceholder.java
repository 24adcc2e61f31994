package io.headwater.capture.normalize.debezium;

import io.headwater.core.json.Value;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Recognizes, in JSON, what the engine puts in place of a value that the source did not log.
 *
 * <p>Its forms: the text; its bytes in Base64, Base64url or hexadecimal; an array of the text, of
 * its bytes or of the UUID made of it; an object or a JSON text with it as name and value.
 */
final class JsonPlaceholder {

  private final String text;
  private final byte[] binary;
  private final String uuid;
  private final Set<String> texts;
  private final int[] lengths;

  JsonPlaceholder(String text) {
    this.text = text;
    this.binary = text.getBytes(StandardCharsets.UTF_8);
    this.uuid = UUID.nameUUIDFromBytes(binary).toString();
    // A set of a list, since the forms of a short text may be equal.
    this.texts =
        Set.copyOf(
            List.of(
                text,
                "{\"" + text + "\":\"" + text + "\"}",
                Base64.getEncoder().encodeToString(binary),
                Base64.getUrlEncoder().encodeToString(binary),
                Base64.getUrlEncoder().withoutPadding().encodeToString(binary),
                HexFormat.of().formatHex(binary)));
    this.lengths = texts.stream().mapToInt(String::length).distinct().toArray();
  }

  /** Whether the text may be a part of the placeholder; quick, and true too often only. */
  boolean mayBe(String candidate) {
    for (int length : lengths) {
      if (candidate.length() == length && texts.contains(candidate)) {
        return true;
      }
    }
    return candidate.length() == uuid.length() && candidate.equals(uuid);
  }

  /** Whether the items may be the placeholder's bytes; quick, and true too often only. */
  boolean mayBe(List<Value> items) {
    return items.size() == binary.length;
  }

  /** Whether the column's value is the placeholder. */
  boolean is(Value value) {
    return switch (value) {
      case Value.Text candidate -> texts.contains(candidate.value());
      case Value.Arr array -> isArray(array.items());
      case Value.Obj object ->
          object.size() == 1 && isText(object.valueAt(0)) && object.nameAt(0).equals(text);
      case Value.Null ignored -> false;
      case Value.Bool ignored -> false;
      case Value.Num ignored -> false;
    };
  }

  private boolean isText(Value value) {
    return value instanceof Value.Text candidate && candidate.value().equals(text);
  }

  private boolean isArray(List<Value> items) {
    if (items.size() == 1) {
      return is(items.getFirst())
          || (items.getFirst() instanceof Value.Text candidate && candidate.value().equals(uuid));
    }
    if (items.size() != binary.length) {
      return false;
    }
    for (int i = 0; i < binary.length; i++) {
      if (!items.get(i).isSameAs(Value.of(binary[i]))) {
        return false;
      }
    }
    return true;
  }
}
