package io.headwater.app.wiring;

import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.app.settings.MappingFiles;
import io.headwater.app.settings.MaskKeyCheck;
import io.headwater.app.settings.Problems;
import io.headwater.app.settings.ResourceContract;
import io.headwater.app.settings.ResourceDefinition;
import io.headwater.app.settings.SchemaFile;
import io.headwater.app.settings.SettingsException;
import io.headwater.app.settings.Source;
import io.headwater.capture.capture.SourceColumns;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.DerivedSchema;
import io.headwater.core.produce.RuledCatalogue;
import io.headwater.core.produce.SourceCatalogue;
import io.headwater.core.resource.ResourceType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads and checks all files and every source, and reports all problems at once. */
public final class NodePlanner {

  private NodePlanner() {}

  /**
   * Plans a process.
   *
   * @param applicationConf the application's configuration file
   * @param environment what the files may refer to
   * @param lines is told each line of every connector's overlay
   * @throws SettingsException with every problem, when there is any
   */
  public static NodePlan plan(
      Path applicationConf, Map<String, String> environment, Consumer<String> lines) {
    Found found = find(applicationConf, environment, MappingFiles::read, lines);
    Map<ResourceType, ResourceContract> contracts = new HashMap<>();
    for (ResourceDefinition resource : found.resources()) {
      contracts.put(resource.mapping().type(), found.contract(resource));
    }
    return new NodePlan(
        found.loaded().settings(),
        found.loaded().config(),
        found.resources(),
        contracts,
        found.sources());
  }

  /**
   * Derives the contract of each resource, whatever contract its mapping names.
   *
   * @param applicationConf the application's configuration file
   * @param environment what the files may refer to
   * @param strict whether the contracts also hold what the tables declare now but may change while
   *     they are captured; else they are what {@link #plan} derives
   * @throws SettingsException with every problem of all but the contracts, when there is any
   */
  public static SequencedMap<ResourceType, Bytes> derive(
      Path applicationConf, Map<String, String> environment, boolean strict) {
    Found found = find(applicationConf, environment, MappingFiles::readWithoutSchemas, line -> {});
    SequencedMap<ResourceType, Bytes> contracts = new TreeMap<>();
    for (ResourceDefinition resource : found.resources()) {
      contracts.put(
          resource.mapping().type(),
          found.derived(resource, strict ? Catalogues::strict : Catalogues::wide));
    }
    return contracts;
  }

  /** The mapping files of a folder, for the sources of these names. */
  @FunctionalInterface
  private interface Mappings {
    MappingFiles.Loaded read(Path directory, Set<String> sources);
  }

  /** All that was read, without problems. */
  private record Found(
      HeadwaterSettings.Loaded loaded,
      List<ResourceDefinition> resources,
      List<SourcePlan> sources,
      Map<String, Catalogues> columns) {

    ResourceContract contract(ResourceDefinition resource) {
      return resource
          .schema()
          .map(SchemaFile::contract)
          .orElseGet(
              () ->
                  ResourceContract.of(
                      "derived for " + resource.mapping().type(),
                      derived(resource, Catalogues::wide)));
    }

    Bytes derived(ResourceDefinition resource, Function<Catalogues, SourceCatalogue> catalogue) {
      Catalogues source =
          columns.getOrDefault(resource.mapping().source(), Catalogues.of(SourceColumns.none()));
      return DerivedSchema.of(
          resource.mapping(),
          new RuledCatalogue(
              catalogue.apply(source), ResourceDefinition.rulesOf(ofSource(resource))));
    }

    private List<ResourceDefinition> ofSource(ResourceDefinition resource) {
      String source = resource.mapping().source();
      return resources.stream().filter(other -> other.mapping().source().equals(source)).toList();
    }
  }

  private static Found find(
      Path applicationConf,
      Map<String, String> environment,
      Mappings files,
      Consumer<String> lines) {
    Problems problems = new Problems();
    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(applicationConf, environment);
    problems.addAll(loaded.problems());
    HeadwaterSettings settings = loaded.settings();
    MappingFiles.Loaded mappings = files.read(settings.resources(), settings.sources().keySet());
    problems.addAll(mappings.problems());
    MaskKeyCheck.check(loaded, mappings.resources(), problems);
    List<SourcePlan> sources = new ArrayList<>();
    Map<String, Catalogues> columns = new HashMap<>();
    for (Source source : settings.sources().values()) {
      SourceReader.Read read =
          switch (source) {
            case Source.Database database ->
                new SourceReader(database, mappings.resources(), environment).read(lines, problems);
            case Source.Topics topics ->
                new RawSourceReader(topics, mappings.resources(), settings)
                    .read(applicationConf, problems);
          };
      sources.add(read.plan());
      columns.put(source.name(), read.columns());
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new Found(loaded, mappings.resources(), sources, columns);
  }
}
