package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the keys of {@code headwater.cluster} that are neither plain text nor a number. */
final class ClusterReader {

  static final String NODE_NAME = "headwater.cluster.node-name";
  static final String SEED_NODES = "headwater.cluster.seed-nodes";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
  private static final Pattern ADDRESS =
      Pattern.compile("(\\[[^\\]]+]|[^:\\s]+):([1-9][0-9]{0,4})");
  private static final int MAX_PORT = 65_535;

  private final HoconFile file;

  ClusterReader(HoconFile file) {
    this.file = file;
  }

  /** The node's name; an empty text is no name. */
  Optional<Optional<String>> nodeName(ConfigValue value) {
    String name = String.valueOf(value.unwrapped()).strip();
    if (name.isEmpty()) {
      return Optional.of(Optional.empty());
    }
    if (value.valueType() == ConfigValueType.OBJECT || !NAME.matcher(name).matches()) {
      file.problem(
          value,
          "'" + NODE_NAME + "' must be 1 to 100 letters, digits, dots, dashes or underscores",
          "write a name that no other node has, such as node-1");
      return Optional.empty();
    }
    return Optional.of(Optional.of(name));
  }

  /** The seed nodes: a list, or one text with commas as an environment variable has it. */
  Optional<List<String>> seedNodes(ConfigValue value) {
    Stream<String> texts =
        value instanceof ConfigList list
            ? list.stream().map(element -> String.valueOf(element.unwrapped()))
            : Stream.of(String.valueOf(value.unwrapped()).split(",", -1));
    List<String> nodes = texts.map(String::strip).filter(text -> !text.isEmpty()).toList();
    for (String node : nodes) {
      if (!isAddress(node)) {
        file.problem(
            value,
            "'%s' must name nodes as host:port, not '%s'".formatted(SEED_NODES, node),
            "write " + SEED_NODES + " = [\"host-1:7355\", \"host-2:7355\"]");
        return Optional.empty();
      }
    }
    return Optional.of(nodes);
  }

  private static boolean isAddress(String node) {
    var address = ADDRESS.matcher(node);
    return address.matches() && Integer.parseInt(address.group(2)) <= MAX_PORT;
  }
}
