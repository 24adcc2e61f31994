package io.headwater.app.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The mapping file of a widget in a folder of its own, whose parts a test replaces. */
final class WidgetMapping {

  static final String SCHEMA =
      """
      {"type": "object", "additionalProperties": false, "properties": {
        "id": {}, "name": {}, "description": {}, "quantity": {},
        "dimensions": {"type": ["object", "null"], "properties": {"x": {}, "y": {}, "z": {}}},
        "colors": {"type": "array"}}}
      """;

  static final String ROOT =
      "root { table = public.widgets, key = [id], fields = [id, name, description, quantity] }";
  static final String DIMENSIONS =
      "dimensions { one = public.widget_dimensions, join { widget_id = id }, fields = [x, y, z] }";
  static final String COLORS =
      "colors { many = public.widget_colors, key = [id], join { widget_id = id }, value = color,"
          + " order-by = [id] }";

  private final Path folder;
  private final TestFiles files;

  WidgetMapping(Path folder) {
    this.folder = folder;
    files = new TestFiles(folder);
    files.write("widget.schema.json", SCHEMA);
  }

  static String widget(String root, String dimensions, String colors) {
    return """
    resource widget {
      source = shop
      schema = "widget.schema.json"
      %s
      embed {
        %s
        %s
      }
    }
    """
        .formatted(root, dimensions, colors);
  }

  MappingFiles.Loaded read() {
    return MappingFiles.read(folder, Set.of("shop"));
  }

  List<String> problemsOf(String mapping) {
    files.write("widget.conf", mapping);
    return files.lines(read().problems());
  }

  List<String> problemsOfColors(String colors) {
    return problemsOf(widget(ROOT, DIMENSIONS, colors));
  }

  List<String> problemsOfRoot(String root) {
    return problemsOf(widget(root, DIMENSIONS, COLORS));
  }
}
