package io.headwater.app.settings;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code fields}: column names, renames, or a list of both. */
final class FieldsReader {

  private static final String KEY = "fields";

  private final HoconBlock block;
  private final List<Member> members = new ArrayList<>();

  private FieldsReader(HoconBlock block) {
    this.block = block;
  }

  /** The members, in the order they were written; empty when there is no such key. */
  static List<Member> read(HoconBlock block) {
    FieldsReader reader = new FieldsReader(block);
    Optional<ConfigValue> value = block.value(KEY);
    value.ifPresent(reader::fields);
    return reader.members;
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
          "a list of columns or a block of renames",
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
      block.name(KEY, item).ifPresent(name -> add(item, name.text(), name));
    }
  }

  private void renames(ConfigObject renames, List<String> path) {
    HoconBlock written =
        new HoconBlock(block.file(), renames, "'fields' of " + block.place(), path);
    for (String member : written.keys()) {
      written
          .value(member)
          .ifPresent(
              column -> written.name(member, column).ifPresent(name -> add(column, member, name)));
    }
  }

  private void add(ConfigValue origin, String member, HoconBlock.Name column) {
    if (members.stream().anyMatch(earlier -> earlier.name().equals(member))) {
      block
          .file()
          .problem(
              origin,
              "member '%s' appears twice in %s".formatted(member, block.place()),
              "remove one, or rename it with { other_member = " + column.text() + " }");
      return;
    }
    members.add(Member.value(member, column.text(), column.line()));
  }
}
