package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The mapping file and the contract schema of a shape, as a user writes them. */
final class MappingText {

  private MappingText() {}

  static String mapping(Shape shape, String type, String source) {
    Part root = shape.root();
    String embeds =
        shape.embeds().stream()
            .map(embed -> "    %s { %s }\n".formatted(embed.member(), embed.form().mapping(embed)))
            .collect(Collectors.joining());
    return """
        resource %s {
          source = %s
          schema = "%s.schema.json"
          root { table = public.%s, key = %s, %s }
          embed {
        %s  }
        }
        """
        .formatted(
            type, source, type, root.table(), list(root.own()), fields(shape.fields()), embeds);
  }

  static String schema(Shape shape) {
    List<String> members = new ArrayList<>();
    shape.fields().forEach(field -> members.add(field.member()));
    shape.embeds().forEach(embed -> members.add(embed.member()));
    return """
        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{%s}}
        """
        .formatted(
            members.stream()
                .map(member -> '"' + member + "\":{}")
                .collect(Collectors.joining(",")));
  }

  static String join(Part part) {
    return "join { %s }"
        .formatted(
            part.owner().stream()
                .map(column -> quoted(column) + " = " + quoted(rootColumn(column)))
                .collect(Collectors.joining(", ")));
  }

  /** An owner column is named after the root's key column. */
  private static String rootColumn(String ownerColumn) {
    return ownerColumn.substring(ShapeGenerator.OWNER_PREFIX.length());
  }

  static String fields(List<Field> fields) {
    return "fields = [%s]"
        .formatted(
            fields.stream()
                .map(
                    field ->
                        field.member().equals(field.column())
                            ? quoted(field.column())
                            : "{ %s = %s }"
                                .formatted(quoted(field.member()), quoted(field.column())))
                .collect(Collectors.joining(", ")));
  }

  static String list(List<String> names) {
    return "[" + names.stream().map(MappingText::quoted).collect(Collectors.joining(", ")) + "]";
  }

  static String quoted(String name) {
    return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name + '"';
  }
}
