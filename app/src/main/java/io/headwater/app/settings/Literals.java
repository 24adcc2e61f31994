package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import io.headwater.core.json.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a literal: text, a number, true, false or null. */
final class Literals {

  private static final String WANTED = "text, a number, true, false or null";

  private static final Pattern NUMBER =
      Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

  private Literals() {}

  /**
   * The literal; empty, with a problem, when it is anything else.
   *
   * @param path where it stands in the file
   */
  static Optional<Value> read(HoconBlock block, String key, List<String> path, ConfigValue value) {
    return switch (value.valueType()) {
      case STRING -> {
        String text = String.valueOf(value.unwrapped());
        // An integer beyond 64 bits is text to the library.
        yield block.file().keys().isInteger(path)
            ? number(block, key, value, text)
            : Optional.of(Value.of(text));
      }
      case BOOLEAN -> Optional.of(Value.of(Boolean.TRUE.equals(value.unwrapped())));
      case NULL -> Optional.of(Value.ofNull());
      // Only as text a number is what the file says; as a double it has lost its digits.
      case NUMBER -> number(block, key, value, value.atKey("literal").getString("literal"));
      case LIST, OBJECT -> {
        block.wrongType(key, value, WANTED, "write one value, text in quotes");
        yield Optional.empty();
      }
    };
  }

  private static Optional<Value> number(
      HoconBlock block, String key, ConfigValue value, String literal) {
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
