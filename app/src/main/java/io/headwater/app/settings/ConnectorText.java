package io.headwater.app.settings;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The keys and values of a connector's file, as written, with the line of each key. */
final class ConnectorText {

  private static final String CONFIG = "config";

  private final SequencedMap<String, String> values = new LinkedHashMap<>();
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private final List<String> ignored = new ArrayList<>();
  private boolean prefixed;

  static ConnectorText ofJson(String file, LocatedJson json, Problems problems) {
    ConnectorText text = new ConnectorText();
    if (!(json.root() instanceof Value.Obj root)) {
      problems.add(file, 1, "not a JSON object", "paste the connector's JSON as it is");
      return text;
    }
    List<String> path = List.of();
    Value.Obj settings = root;
    if (root.members().get(CONFIG) instanceof Value.Obj framed) {
      settings = framed;
      path = List.of(CONFIG);
      root.members().keySet().stream()
          .filter(key -> !key.equals(CONFIG) && !key.equals("name"))
          .forEach(text.ignored::add);
    }
    for (LocatedJson.Repeated repeated : json.repeated()) {
      problems.add(repeated(file, repeated.line(), repeated.path().getLast()));
    }
    for (Map.Entry<String, Value> setting : settings.members().entrySet()) {
      String key = setting.getKey();
      int line = json.line(LocatedJson.below(path, key));
      Optional<String> value = scalar(setting.getValue());
      if (value.isPresent()) {
        text.put(key, value.get(), line);
      } else {
        problems.add(
            file,
            line,
            "'" + key + "' is not a text, number or boolean",
            "write its value as a text, or remove it");
      }
    }
    return text;
  }

  static ConnectorText ofProperties(String file, String content, Problems problems) {
    ConnectorText text = new ConnectorText();
    List<PropertiesLines.Entry> entries = PropertiesLines.read(file, content, problems);
    text.prefixed =
        entries.stream().anyMatch(entry -> entry.key().startsWith(ConnectorFile.PREFIX));
    for (PropertiesLines.Entry entry : entries) {
      if (text.prefixed && !entry.key().startsWith(ConnectorFile.PREFIX)) {
        text.ignored.add(entry.key());
        continue;
      }
      String key =
          text.prefixed ? entry.key().substring(ConnectorFile.PREFIX.length()) : entry.key();
      if (text.values.containsKey(key)) {
        problems.add(repeated(file, entry.line(), key));
      } else {
        text.put(key, entry.value(), entry.line());
      }
    }
    return text;
  }

  private static Problem repeated(String file, int line, String key) {
    return new Problem(file, line, "'" + key + "' appears twice", "remove one of them");
  }

  // As Kafka Connect does: it accepts numbers and booleans and passes on their text.
  private static Optional<String> scalar(Value value) {
    return switch (value) {
      case Value.Text text -> Optional.of(text.value());
      case Value.Num number -> Optional.of(number.literal());
      case Value.Bool bool -> Optional.of(Boolean.toString(bool.value()));
      case Value.Null ignored -> Optional.empty();
      case Value.Arr ignored -> Optional.empty();
      case Value.Obj ignored -> Optional.empty();
    };
  }

  private void put(String key, String value, int line) {
    values.put(key, value);
    lines.put(key, line);
  }

  SequencedMap<String, String> values() {
    return values;
  }

  Map<String, Integer> lines() {
    return lines;
  }

  List<String> ignored() {
    return ignored;
  }

  /** Whether the file is one of Debezium Server's. */
  boolean prefixed() {
    return prefixed;
  }

  int line(String key) {
    return lines.getOrDefault(key, 0);
  }
}
