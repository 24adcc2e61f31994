package io.headwater.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code resource <name> { … }} blocks of one mapping file. */
final class MappingReader {

  private static final Pattern RESOURCE = Pattern.compile("resource\\s+(.+)");
  private static final List<String> KEYS = List.of("source", "schema", "root", "embed");
  private static final int MAX_TYPE_LENGTH = 64;

  private final HoconFile file;
  private final Set<String> sources;
  private final Map<ResourceType, String> places;
  private final SchemaFile.Reader schemas;

  /**
   * Creates the reader.
   *
   * @param places where each type was seen, over all files; this reader adds its own
   * @param schemas reads the contracts
   */
  MappingReader(
      HoconFile file,
      Set<String> sources,
      Map<ResourceType, String> places,
      SchemaFile.Reader schemas) {
    this.file = file;
    this.sources = sources;
    this.places = places;
    this.schemas = schemas;
  }

  List<ResourceDefinition> resources() {
    List<ResourceDefinition> resources = new ArrayList<>();
    Optional<ConfigObject> content = resolved();
    if (content.isEmpty()) {
      return resources;
    }
    reportRepeatedKeys();
    HoconBlock whole = new HoconBlock(file, content.get(), "the file", List.of());
    for (String key : whole.keys()) {
      Matcher resource = RESOURCE.matcher(key);
      if (resource.matches()) {
        String name = resource.group(1);
        whole
            .block(key, "resource '" + name + "'")
            .flatMap(block -> resource(name, block))
            .ifPresent(resources::add);
      } else {
        whole.problem(key, "unknown key '" + key + "' in the file", "write resource <name> { … }");
      }
    }
    if (whole.keys().isEmpty()) {
      file.problem(0, "the file defines no resource", "write resource <name> { … }");
    }
    return resources;
  }

  private Optional<ConfigObject> resolved() {
    try {
      Config config = Environment.resolve(file.config(), Map.of());
      return Optional.of(config.root());
    } catch (ConfigException e) {
      file.problems().add(HoconFile.syntax(file.path(), e));
      return Optional.empty();
    }
  }

  private void reportRepeatedKeys() {
    for (HoconKeys.Repeated key : file.keys().repeated()) {
      String name = key.path().getLast();
      String block = key.path().size() == 1 ? "the file" : "'" + blockName(key.path()) + "'";
      file.problem(
          key.line(),
          "'%s' appears twice in %s, first on line %d".formatted(name, block, key.firstLine()),
          "rename or remove one; they would silently become one");
    }
  }

  private static String blockName(List<String> path) {
    return path.get(path.size() - 2);
  }

  private Optional<ResourceDefinition> resource(String name, HoconBlock block) {
    int before = file.problems().size();
    checkType(name, block);
    block.allow(KEYS, LaterFeatures.OF_RESOURCE);
    String source = source(block);
    String place = block.place();
    Optional<RootReader.Read> root =
        block
            .requiredBlock(
                "root",
                "the root of " + place,
                "write root { table = schema.table, key = [column], fields = [column, …] }")
            .map(RootReader::read);
    List<String> rootKey = root.map(RootReader.Read::key).orElse(List.of());
    List<Member> members = new ArrayList<>(root.map(RootReader.Read::members).orElse(List.of()));
    Map<String, Map<String, RuledColumn>> rules = new HashMap<>();
    root.ifPresent(read -> rules.put(ResourceMapping.ROOT, read.rules()));
    List<ResourceMapping.Embed> embeds = embeds(block, rootKey, members, rules);
    Optional<SchemaFile> schema = block.text("schema").flatMap(text -> schemas.read(text, block));
    schema.ifPresent(read -> read.reportFaults(file.problems()));
    // Without the root's fields every property would seem to lack its member.
    if (root.isPresent() && root.get().complete()) {
      schema.ifPresent(read -> new SchemaCheck(read, block, name).check(members));
    }
    if (file.problems().size() > before || root.isEmpty() || root.get().root().isEmpty()) {
      return Optional.empty();
    }
    ResourceMapping mapping =
        new ResourceMapping(
            new ResourceType(name), source, root.get().root().get(), List.copyOf(embeds));
    return Optional.of(new ResourceDefinition(mapping, file.path(), schema, lines(block), rules));
  }

  private static Map<String, Map<String, Integer>> lines(HoconBlock block) {
    Map<String, Map<String, Integer>> lines = new HashMap<>();
    block.value("root").ifPresent(root -> lines.put(ResourceMapping.ROOT, WordLines.of(root)));
    if (block.value("embed").orElse(null) instanceof ConfigObject embeds) {
      embeds.forEach((name, embed) -> lines.put(name, WordLines.of(embed)));
    }
    return lines;
  }

  private void checkType(String name, HoconBlock block) {
    if (!ResourceType.isValid(name)) {
      file.problem(
          block.object(),
          "resource type '" + name + "' is not valid",
          "use a lower-case letter, then lower-case letters, digits, - or _, at most "
              + MAX_TYPE_LENGTH);
      return;
    }
    String place = file.path() + ":" + block.line();
    String earlier = places.putIfAbsent(new ResourceType(name), place);
    if (earlier != null) {
      file.problem(
          block.object(),
          "resource '" + name + "' is already defined at " + earlier,
          "rename or remove one of them");
    }
  }

  private String source(HoconBlock block) {
    String source =
        block.requiredText("source", "write source = <name>, one of headwater.sources").orElse("");
    if (!source.isEmpty() && !sources.contains(source)) {
      block.problem(
          "source",
          "unknown source '" + source + "' in " + block.place(),
          sources.isEmpty()
              ? "define it under headwater.sources in application.conf"
              : Suggestion.mend(source, sources.stream().sorted().toList()));
    }
    return source;
  }

  private List<ResourceMapping.Embed> embeds(
      HoconBlock block,
      List<String> rootKey,
      List<Member> members,
      Map<String, Map<String, RuledColumn>> rules) {
    List<ResourceMapping.Embed> embeds = new ArrayList<>();
    Optional<HoconBlock> embed = block.block("embed", "'embed' of " + block.place());
    if (embed.isEmpty()) {
      return embeds;
    }
    for (String name : embed.get().keys()) {
      ConfigValue value = embed.get().value(name).orElseThrow();
      if (members.stream().anyMatch(member -> member.name().equals(name))) {
        file.problem(
            value,
            "member '%s' is both a field of the root and an embed of %s"
                .formatted(name, block.place()),
            "rename one of them");
      }
      embed
          .get()
          .block(name, "embed '" + name + "'")
          .map(
              member ->
                  EmbedReader.read(
                      name, member, rootKey, rules.getOrDefault(ResourceMapping.ROOT, Map.of())))
          .ifPresent(
              read -> {
                members.add(read.member());
                rules.put(name, read.rules());
                read.embed().ifPresent(embeds::add);
              });
    }
    return embeds;
  }
}
