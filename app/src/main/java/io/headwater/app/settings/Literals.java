package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import io.headwater.core.json.Value;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a literal: text, a number, true, false or null. */
final class Literals {

  private static final String WANTED = "text, a number, true, false or null";

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private Literals() {}

  /** The literal; empty, with a problem, when it is anything else. */
  static Optional<Value> read(HoconBlock block, String key, ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> Optional.of(Value.of(String.valueOf(value.unwrapped())));
      case BOOLEAN -> Optional.of(Value.of(Boolean.TRUE.equals(value.unwrapped())));
      case NULL -> Optional.of(Value.ofNull());
      case NUMBER -> number(block, key, value);
      case LIST, OBJECT -> {
        block.wrongType(key, value, WANTED, "write one value, text in quotes");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Value> number(HoconBlock block, String key, ConfigValue value) {
    // Only as text a number is what the file says; as a double it has lost its digits.
    String literal = value.atKey("literal").getString("literal");
    if (NUMBER.matcher(literal).matches()) {
      return Optional.of(new Value.Num(literal));
    }
    block
        .file()
        .problem(
            value,
            "'%s' in %s is not a number as JSON writes it: %s"
                .formatted(key, block.place(), literal),
            "write \"" + literal + "\" when the column holds text, else mend the number");
    return Optional.empty();
  }
}
