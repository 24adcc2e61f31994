package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The mapping files and the contract schemas of a shape, as a user writes them. */
final class MappingText {

  private MappingText() {}

  static String mapping(Resource resource, String type, String source) {
    List<String> root = new ArrayList<>();
    root.add("table = public." + resource.root().table());
    root.add("key = " + list(resource.key()));
    root.addAll(resource.filter().mapping());
    root.add(fields(resource.fields()));
    return """
        resource %s {
          source = %s
          schema = "%s.schema.json"
          root { %s }
        %s}
        """
        .formatted(type, source, type, String.join(", ", root), embeds(resource));
  }

  private static String embeds(Resource resource) {
    return resource.embeds().isEmpty()
        ? ""
        : resource.embeds().stream()
            .map(
                embed ->
                    "    %s { %s }\n"
                        .formatted(quoted(embed.member()), embed.form().mapping(embed, resource)))
            .collect(Collectors.joining("", "  embed {\n", "  }\n"));
  }

  static String schema(Resource resource) {
    List<String> members = new ArrayList<>();
    resource.fields().forEach(field -> members.add(field.member()));
    resource.embeds().forEach(embed -> members.add(embed.member()));
    return """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{%s}}
        """
        .formatted(
            members.stream()
                .map(member -> '"' + member + "\":{}")
                .collect(Collectors.joining(",")));
  }

  static String join(List<String> join, List<String> key) {
    return IntStream.range(0, join.size())
        .mapToObj(i -> quoted(join.get(i)) + " = " + quoted(key.get(i)))
        .collect(Collectors.joining(", ", "join { ", " }"));
  }

  static String fields(List<Field> fields) {
    return fields.stream().map(Field::mapping).collect(Collectors.joining(", ", "fields = [", "]"));
  }

  static String list(List<String> names) {
    return "[" + names.stream().map(MappingText::quoted).collect(Collectors.joining(", ")) + "]";
  }

  static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name + '"';
  }

  /** Text in quotes, as JSON and HOCON write it; it has no control characters. */
  static String literal(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
