package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.headwater.core.produce.FieldValue;
import io.headwater.core.produce.ResourceMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code fields}: column names, renames and members made of something else, as a list or as a
 * block.
 */
final class FieldsReader {

  private static final String KEY = "fields";

  private final HoconBlock block;
  private final List<ResourceMapping.Field> fields = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();

  private FieldsReader(HoconBlock block) {
    this.block = block;
  }

  /** What was read, in the order it was written; empty when there is no such key. */
  record Read(List<ResourceMapping.Field> fields, List<Member> members) {}

  static Read read(HoconBlock block) {
    FieldsReader reader = new FieldsReader(block);
    Optional<ConfigValue> value = block.value(KEY);
    value.ifPresent(reader::fields);
    return new Read(reader.fields, reader.members);
  }

  private void fields(ConfigValue value) {
    boolean empty = false;
    if (value instanceof ConfigList list) {
      empty = list.isEmpty();
      for (int index = 0; index < list.size(); index++) {
        item(list.get(index), index);
      }
    } else if (value instanceof ConfigObject object) {
      empty = object.isEmpty();
      renames(object, block.below(KEY));
    } else {
      block.wrongType(
          KEY,
          value,
          "a list of columns or a block of members",
          "write fields = [column, { member = column }]");
    }
    if (empty) {
      block.problem(KEY, "'fields' in " + block.place() + " is empty", "name at least one column");
    }
  }

  private void item(ConfigValue item, int index) {
    if (item instanceof ConfigObject object) {
      List<String> path = new ArrayList<>(block.below(KEY));
      path.add("[" + index + "]");
      renames(object, path);
    } else {
      block
          .name(KEY, item)
          .ifPresent(name -> add(item, name.text(), new FieldValue.Column(name.text())));
    }
  }

  private void renames(ConfigObject renames, List<String> path) {
    HoconBlock written =
        new HoconBlock(block.file(), renames, "'fields' of " + block.place(), path);
    for (String member : written.keys()) {
      ConfigValue value = written.value(member).orElseThrow();
      Optional<? extends FieldValue> made =
          value instanceof ConfigObject expression
              ? FieldValueReader.read(
                  new HoconBlock(
                      block.file(),
                      expression,
                      "field '" + member + "' of " + block.place(),
                      written.below(member)))
              : written.name(member, value).map(name -> new FieldValue.Column(name.text()));
      made.ifPresent(field -> add(value, member, field));
    }
  }

  private void add(ConfigValue origin, String member, FieldValue value) {
    if (members.stream().anyMatch(earlier -> earlier.name().equals(member))) {
      block
          .file()
          .problem(
              origin,
              "member '%s' appears twice in %s".formatted(member, block.place()),
              "remove one, or rename it with { other_member = %s }"
                  .formatted(value instanceof FieldValue.Column name ? name.column() : "…"));
      return;
    }
    members.add(Member.value(member, HoconFile.line(origin)));
    fields.add(new ResourceMapping.Field(member, value));
  }
}
