package io.headwater.app.settings;

import com.typesafe.config.ConfigValue;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowFilter;
import io.headwater.core.resource.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads one member of {@code embed}. */
final class EmbedReader {

  private static final List<String> KEYS =
      List.of(
          "one",
          "many",
          "key",
          "join",
          "fields",
          "value",
          "map-by",
          "order-by",
          "where",
          "soft-delete",
          ColumnRuleWords.MASK,
          ColumnRuleWords.LARGE);

  private final String name;
  private final HoconBlock block;
  private final List<String> rootKey;

  private EmbedReader(String name, HoconBlock block, List<String> rootKey) {
    this.name = name;
    this.block = block;
    this.rootKey = rootKey;
  }

  /** What was read; the embed itself only when nothing was wrong. */
  record Read(
      Member member, Map<String, RuledColumn> rules, Optional<ResourceMapping.Embed> embed) {}

  /**
   * Reads a member.
   *
   * @param rootKey the root's key as far as it is known
   * @param rootRules the columns of the root with a rule
   */
  static Read read(
      String name, HoconBlock block, List<String> rootKey, Map<String, RuledColumn> rootRules) {
    return new EmbedReader(name, block, rootKey).read(rootRules);
  }

  private Read read(Map<String, RuledColumn> rootRules) {
    int before = block.file().problems().size();
    block.allow(KEYS, LaterFeatures.OF_EMBED);
    boolean one = block.value("one").isPresent();
    boolean many = block.value("many").isPresent();
    if (one && many) {
      block.problem(
          "many",
          "both 'one' and 'many' in " + block.place(),
          "keep 'one' for at most one row per resource, 'many' for any number");
    } else if (block.lacks("one") && block.lacks("many")) {
      block.problem(
          "one",
          "neither 'one' nor 'many' in " + block.place(),
          "write one = schema.table for at most one row per resource, many = schema.table for any"
              + " number");
    }
    Optional<TableName> table = RootReader.table(block, one ? "one" : "many");
    List<String> owner = owner();
    FieldsReader.Read fields = FieldsReader.read(block);
    RowFilter filter = RowFilterReader.read(block);
    Map<String, RuledColumn> rules = ColumnRuleReader.read(block);
    Optional<ResourceMapping.Embed> embed = Optional.empty();
    if (one && !many) {
      embed = table.map(name -> one(name, owner, fields.fields(), filter));
    } else if (many && !one) {
      embed = table.map(name -> many(name, owner, fields.fields(), filter));
    }
    if (block.file().problems().size() > before || embed.isEmpty()) {
      // What is known of its members may be wrong, so only its name is compared with the schema.
      return new Read(Member.value(name, block.line()), rules, Optional.empty());
    }
    ColumnRuleCheck.check(block, embed.get(), rules);
    if (owner.size() == rootKey.size()) {
      ColumnRuleCheck.checkJoin(block, embed.get(), rules, rootKey, rootRules);
    }
    return new Read(
        new Member(name, block.line(), shape(embed.get()), fields.members()), rules, embed);
  }

  private static Member.Shape shape(ResourceMapping.Embed embed) {
    return switch (embed) {
      case ResourceMapping.One ignored -> Member.Shape.OBJECT;
      case ResourceMapping.Many many -> {
        boolean values = many.value().isPresent();
        if (many.mapBy().isPresent()) {
          yield values ? Member.Shape.NAMED_VALUES : Member.Shape.NAMED_OBJECTS;
        }
        yield values ? Member.Shape.VALUES : Member.Shape.OBJECTS;
      }
    };
  }

  private ResourceMapping.Embed one(
      TableName table, List<String> owner, List<ResourceMapping.Field> fields, RowFilter filter) {
    for (String key : List.of("value", "map-by", "order-by")) {
      if (block.value(key).isPresent()) {
        block.problem(
            key,
            "'%s' in %s belongs to 'many', not to 'one'".formatted(key, block.place()),
            "remove it: at most one row per resource needs none");
      }
    }
    boolean filters = !filter.equals(RowFilter.everyRow());
    for (String key : List.of(RowFilterReader.WHERE, RowFilterReader.SOFT_DELETE)) {
      if (block.value(key).isPresent() && filters && block.lacks("key")) {
        block.problem(
            key,
            "'%s' in %s needs 'key', as several rows may belong to the resource of which one counts"
                .formatted(key, block.place()),
            "write key = [column, …], the columns that identify a row");
      }
    }
    block.require("fields", "write fields = [column, …] for the members of the object");
    List<String> key = names("key");
    return new ResourceMapping.One(name, table, key.isEmpty() ? owner : key, owner, fields, filter);
  }

  private ResourceMapping.Embed many(
      TableName table, List<String> owner, List<ResourceMapping.Field> fields, RowFilter filter) {
    block.require("key", "write key = [column, …], the columns that identify a row");
    boolean hasFields = block.value("fields").isPresent();
    boolean hasValue = block.value("value").isPresent();
    if (hasFields && hasValue) {
      block.problem(
          "value",
          "both 'fields' and 'value' in " + block.place(),
          "keep 'fields' for a list of objects, 'value' for a list of one column's values");
    } else if (block.lacks("fields") && block.lacks("value")) {
      block.problem(
          "fields",
          "neither 'fields' nor 'value' in " + block.place(),
          "write fields = [column, …] for a list of objects, value = column for a list of values");
    }
    return new ResourceMapping.Many(
        name,
        table,
        names("key"),
        owner,
        fields,
        block.text("value"),
        block.text("map-by"),
        OrderByReader.read(block),
        filter);
  }

  private List<String> names(String key) {
    return block.names(key).orElse(List.of()).stream().map(HoconBlock.Name::text).toList();
  }

  /** The columns that hold the root's key, in its order; every deviation becomes a problem. */
  private List<String> owner() {
    Optional<HoconBlock> join =
        block.requiredBlock("join", "'join' of " + block.place(), "write " + joinExample());
    if (join.isEmpty() || rootKey.isEmpty()) {
      return List.of();
    }
    int before = block.file().problems().size();
    Map<String, String> columnOf = new LinkedHashMap<>();
    for (String column : join.get().keys()) {
      ConfigValue value = join.get().value(column).orElseThrow();
      join.get().name(column, value).ifPresent(root -> joined(value, column, root, columnOf));
    }
    boolean sound = block.file().problems().size() == before;
    List<String> owner = new ArrayList<>();
    for (String root : rootKey) {
      String column = columnOf.get(root);
      if (column != null) {
        owner.add(column);
      } else if (sound) {
        // A column that is only misspelt was reported above.
        block.problem(
            "join",
            "'join' of %s lacks the root's key column '%s'".formatted(block.place(), root),
            "write " + joinExample());
      }
    }
    return owner;
  }

  private void joined(
      ConfigValue value, String column, HoconBlock.Name root, Map<String, String> columnOf) {
    if (!rootKey.contains(root.text())) {
      block
          .file()
          .problem(
              value,
              "'join' of %s: '%s' is not a key column of the root"
                  .formatted(block.place(), root.text()),
              Suggestion.mend(root.text(), rootKey));
    } else if (columnOf.putIfAbsent(root.text(), column) != null) {
      block
          .file()
          .problem(
              value,
              "'join' of %s names the root's key column '%s' twice"
                  .formatted(block.place(), root.text()),
              "keep one column for it");
    }
  }

  private String joinExample() {
    List<String> names = rootKey.isEmpty() ? List.of("id") : rootKey;
    return names.stream()
        .map(root -> "<column> = " + root)
        .collect(Collectors.joining(", ", "join { ", " }"));
  }
}
