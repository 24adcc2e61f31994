package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.HashMap;
import java.util.Map;

/**
 * The first line of every name in a block, for problems that show only later. A text of several
 * words, such as a template, counts as each of them too.
 */
final class WordLines {

  private final Map<String, Integer> lines = new HashMap<>();

  private WordLines() {}

  static Map<String, Integer> of(ConfigValue block) {
    WordLines words = new WordLines();
    words.add(block);
    return Map.copyOf(words.lines);
  }

  private void add(ConfigValue value) {
    if (value instanceof ConfigObject object) {
      object.forEach(
          (key, member) -> {
            lines.merge(key, HoconFile.line(member), Math::min);
            add(member);
          });
    } else if (value instanceof ConfigList list) {
      list.forEach(this::add);
    } else if (value.valueType() == ConfigValueType.STRING) {
      String text = String.valueOf(value.unwrapped());
      lines.merge(text, HoconFile.line(value), Math::min);
      for (String word : text.split("[\\s{}]+", -1)) {
        lines.merge(word, HoconFile.line(value), Math::min);
      }
    }
  }
}
