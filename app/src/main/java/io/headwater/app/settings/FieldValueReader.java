package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.headwater.core.produce.FieldValue;
import java.util.List;
import java.util.Optional;

/** Reads what a member is made of, when that is more than one column's value. */
final class FieldValueReader {

  private static final String CONSTANT = "constant";
  private static final String TEMPLATE = "template";
  private static final String FIRST_OF = "first-of";
  private static final List<String> KEYS = List.of(CONSTANT, TEMPLATE, FIRST_OF);

  private FieldValueReader() {}

  /** The value; empty, with a problem, when the block does not say one. */
  static Optional<FieldValue> read(HoconBlock block) {
    int before = block.file().problems().size();
    block.allow(KEYS, LaterFeatures.OF_FIELD);
    List<String> written = KEYS.stream().filter(key -> block.value(key).isPresent()).toList();
    if (written.size() > 1) {
      block.problem(
          written.getLast(),
          "both '%s' and '%s' in %s".formatted(written.getFirst(), written.get(1), block.place()),
          "keep one of them");
    }
    if (written.isEmpty() && block.file().problems().size() == before) {
      block
          .file()
          .problem(
              block.object(),
              block.place() + " has no value",
              "write constant = value, template = \"{column} text\" or first-of = [column, …]");
    }
    if (written.size() != 1) {
      return Optional.empty();
    }
    String key = written.getFirst();
    ConfigValue value = block.value(key).orElseThrow();
    return switch (key) {
      case CONSTANT ->
          Literals.read(block, key, block.below(key), value).map(FieldValue.Constant::new);
      case TEMPLATE -> template(block, value);
      default -> firstOf(block);
    };
  }

  private static Optional<FieldValue> firstOf(HoconBlock block) {
    return block
        .names(FIRST_OF)
        .map(names -> new FieldValue.FirstOf(names.stream().map(HoconBlock.Name::text).toList()));
  }

  private static Optional<FieldValue> template(HoconBlock block, ConfigValue value) {
    if (value.valueType() != ConfigValueType.STRING) {
      block.wrongType(TEMPLATE, value, "a text", "write template = \"{column} text\"");
      return Optional.empty();
    }
    TemplateParser parsed = TemplateParser.of(String.valueOf(value.unwrapped()));
    parsed
        .fault()
        .ifPresent(
            fault ->
                block.problem(
                    TEMPLATE, "'template' in " + block.place() + " " + fault.what(), fault.mend()));
    return parsed.fault().isPresent()
        ? Optional.empty()
        : Optional.of(new FieldValue.Template(parsed.parts()));
  }
}
