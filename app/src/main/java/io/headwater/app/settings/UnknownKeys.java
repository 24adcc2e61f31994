package io.headwater.app.settings;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the keys of an application.conf with those of the modules' reference.conf.
 *
 * <p>A block that is empty in reference.conf is a map with the user's own keys.
 */
final class UnknownKeys {

  private static final String ROOT = "headwater";

  private final HoconFile file;

  UnknownKeys(HoconFile file) {
    this.file = file;
  }

  /**
   * Reports unknown keys below {@code headwater}, and a misspelt {@code headwater} itself.
   *
   * @param application the file's content, resolved or not: what a substitution without a value
   *     hides is only in the one that is not
   */
  void check(ConfigObject application, ConfigObject reference) {
    for (Map.Entry<String, ConfigValue> entry : entries(application)) {
      String key = entry.getKey();
      if (key.equals(ROOT) && reference.get(ROOT) instanceof ConfigObject known) {
        compare(ROOT, entry.getValue(), known);
      } else if (!reference.containsKey(key) && Suggestion.nearest(key, Set.of(ROOT)).isPresent()) {
        file.problem(entry.getValue(), "unknown key '" + key + "'", Suggestion.didYouMean(ROOT));
      }
    }
  }

  private void compare(String path, ConfigValue value, ConfigObject known) {
    if (!(value instanceof ConfigObject block)) {
      typeName(value)
          .ifPresent(
              type ->
                  file.problem(
                      value,
                      "'%s' must be a block, not %s".formatted(path, type),
                      "write " + path + " { … }"));
      return;
    }
    if (known.isEmpty()) {
      return;
    }
    for (Map.Entry<String, ConfigValue> entry : entries(block)) {
      String key = entry.getKey();
      String keyPath = path + "." + key;
      ConfigValue reference = known.get(key);
      if (reference == null) {
        file.problem(
            entry.getValue(),
            "unknown key '%s' in %s".formatted(key, path),
            Suggestion.mend(key, known.keySet().stream().sorted().toList()));
      } else if (reference instanceof ConfigObject below) {
        compare(keyPath, entry.getValue(), below);
      } else if (entry.getValue() instanceof ConfigObject) {
        file.problem(
            entry.getValue(),
            "'%s' must be a value, not a block".formatted(keyPath),
            "write " + keyPath + " = …");
      }
    }
  }

  // What is not resolved yet refuses to tell its keys or its type, and says so only this way.
  private static Set<Map.Entry<String, ConfigValue>> entries(ConfigObject block) {
    try {
      return block.entrySet();
    } catch (ConfigException.NotResolved e) {
      return Set.of();
    }
  }

  private static Optional<String> typeName(ConfigValue value) {
    try {
      return Optional.of(HoconBlock.typeName(value));
    } catch (ConfigException.NotResolved e) {
      return Optional.empty();
    }
  }
}
