package io.headwater.app.settings;

import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowFilter;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code root}, and what an embed has in common with it. */
final class RootReader {

  private static final List<String> KEYS =
      List.of(
          "table",
          "key",
          "fields",
          "where",
          "soft-delete",
          ColumnRuleWords.MASK,
          ColumnRuleWords.LARGE);

  private RootReader() {}

  /**
   * What was read.
   *
   * @param key the key columns as far as they are known, for the checks of the joins
   * @param complete whether the fields are all that the file means
   * @param rules the columns with a rule, as far as they are right
   * @param root the root itself, only when nothing was wrong
   */
  record Read(
      List<String> key,
      List<Member> members,
      boolean complete,
      Map<String, RuledColumn> rules,
      Optional<ResourceMapping.Root> root) {}

  static Read read(HoconBlock block) {
    int before = block.file().problems().size();
    block.allow(KEYS, LaterFeatures.OF_RESOURCE);
    block.require("table", "write table = schema.table, the table with one row per resource");
    Optional<TableName> table = table(block, "table");
    List<String> key =
        block
            .requiredNames("key", "write key = [column, …], the columns that identify the resource")
            .orElse(List.of())
            .stream()
            .map(HoconBlock.Name::text)
            .toList();
    block.require(
        "fields", "write fields = [column, …], the columns that are members of the resource");
    int beforeFields = block.file().problems().size();
    FieldsReader.Read fields = FieldsReader.read(block);
    boolean complete =
        block.value("fields").isPresent() && block.file().problems().size() == beforeFields;
    RowFilter filter = RowFilterReader.read(block);
    Map<String, RuledColumn> rules = ColumnRuleReader.read(block);
    boolean sound = block.file().problems().size() == before;
    Optional<ResourceMapping.Root> root =
        table
            .filter(name -> sound)
            .map(name -> new ResourceMapping.Root(name, key, fields.fields(), filter));
    root.ifPresent(read -> ColumnRuleCheck.check(block, read, rules));
    return new Read(key, fields.members(), complete, rules, root);
  }

  /** The table that a key names; empty, with a problem unless the key is missing. */
  static Optional<TableName> table(HoconBlock block, String key) {
    Optional<String> text = block.text(key);
    Optional<TableName> table = text.flatMap(TableName::parse);
    if (text.isPresent() && table.isEmpty()) {
      block.problem(
          key,
          "'%s' of %s is not schema.table: '%s'".formatted(key, block.place(), text.get()),
          "write the schema, a dot and the table, such as public." + lastPart(text.get()));
    }
    return table;
  }

  private static String lastPart(String text) {
    String last = text.substring(text.lastIndexOf('.') + 1);
    return last.isEmpty() ? "widgets" : last;
  }
}
