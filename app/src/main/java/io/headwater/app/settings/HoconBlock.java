package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A block of a HOCON file; what it lacks or has too much of becomes a problem.
 *
 * @param place how a problem names the block, such as {@code embed 'colors'}
 * @param path where it is in the file
 */
record HoconBlock(HoconFile file, ConfigObject object, String place, List<String> path) {

  /** A name and the line it is on. */
  record Name(String text, int line) {}

  /** The keys in the order they were written; those of a substitution last, by name. */
  List<String> keys() {
    Set<String> keys = new LinkedHashSet<>(file.keys().below(path));
    keys.retainAll(object.keySet());
    keys.addAll(new TreeSet<>(object.keySet()));
    return List.copyOf(keys);
  }

  Optional<ConfigValue> value(String key) {
    return Optional.ofNullable(object.get(key));
  }

  int line() {
    return HoconFile.line(object);
  }

  /** The line of a key's value, or the block's. */
  int line(String key) {
    return value(key).map(HoconFile::line).orElseGet(this::line);
  }

  void problem(String key, String what, String mend) {
    file.problem(value(key).orElse(object), what, mend);
  }

  /**
   * Reports every key that is not known.
   *
   * @param later keys of later versions and what to do without them
   */
  void allow(List<String> known, Map<String, String> later) {
    for (String key : keys()) {
      if (later.containsKey(key)) {
        problem(key, "'" + key + "' in " + place + " is not supported yet", later.get(key));
      } else if (!known.contains(key)) {
        problem(key, "unknown key '" + key + "' in " + place, Suggestion.mend(key, known));
      }
    }
  }

  Optional<String> text(String key) {
    return value(key).flatMap(value -> name(key, value)).map(Name::text);
  }

  Optional<String> requiredText(String key, String mend) {
    require(key, mend);
    return text(key);
  }

  /** A block below this one; empty, with a problem, when the key has another type. */
  Optional<HoconBlock> block(String key, String name) {
    Optional<ConfigValue> value = value(key);
    if (value.isPresent() && !(value.get() instanceof ConfigObject)) {
      wrongType(key, value.get(), "a block", "write " + key + " { … }");
    }
    return value
        .filter(ConfigObject.class::isInstance)
        .map(ConfigObject.class::cast)
        .map(below -> new HoconBlock(file, below, name, below(key)));
  }

  Optional<HoconBlock> requiredBlock(String key, String name, String mend) {
    require(key, mend);
    return block(key, name);
  }

  /** A list of names with at least one; empty, with a problem, when it is anything else. */
  Optional<List<Name>> names(String key) {
    Optional<ConfigValue> value = value(key);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (!(value.get() instanceof ConfigList list)) {
      wrongType(key, value.get(), "a list of column names", "write " + key + " = [column, …]");
      return Optional.empty();
    }
    if (list.isEmpty()) {
      problem(key, "'" + key + "' in " + place + " is empty", "name at least one column");
    }
    List<Name> names = new ArrayList<>();
    for (ConfigValue item : list) {
      name(key, item)
          .ifPresent(
              name -> {
                if (names.stream().anyMatch(earlier -> earlier.text().equals(name.text()))) {
                  file.problem(
                      item,
                      "'%s' appears twice in '%s' of %s".formatted(name.text(), key, place),
                      "remove one of them");
                }
                names.add(name);
              });
    }
    return Optional.of(names);
  }

  Optional<List<Name>> requiredNames(String key, String mend) {
    require(key, mend);
    return names(key);
  }

  Optional<Name> name(String key, ConfigValue value) {
    if (value.valueType() == ConfigValueType.STRING) {
      String text = String.valueOf(value.unwrapped());
      if (!text.isBlank()) {
        return Optional.of(new Name(text, HoconFile.line(value)));
      }
      file.problem(value, "'" + key + "' in " + place + " is blank", "write a name");
      return Optional.empty();
    }
    wrongType(key, value, "a name", "write a plain name, in quotes when it is not a word");
    return Optional.empty();
  }

  void wrongType(String key, ConfigValue value, String wanted, String mend) {
    file.problem(
        value,
        "'%s' in %s must be %s, not %s".formatted(key, place, wanted, typeName(value)),
        mend);
  }

  List<String> below(String key) {
    List<String> below = new ArrayList<>(path);
    below.add(key);
    return List.copyOf(below);
  }

  static String typeName(ConfigValue value) {
    return switch (value.valueType()) {
      case OBJECT -> "a block";
      case LIST -> "a list";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      case NULL -> "null";
      case STRING -> "text";
    };
  }

  /** Whether a key is absent; not when one is there that was probably meant for it. */
  boolean lacks(String key) {
    return value(key).isEmpty() && Suggestion.nearest(key, object.keySet()).isEmpty();
  }

  /** Reports a key that is absent. */
  void require(String key, String mend) {
    if (lacks(key)) {
      problem(key, "missing key '" + key + "' in " + place, mend);
    }
  }
}
