package io.headwater.app.wiring;

import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.app.settings.Problems;
import io.headwater.app.settings.ResourceDefinition;
import io.headwater.app.settings.Source;
import io.headwater.capture.capture.ChangeLogException;
import io.headwater.capture.capture.topics.RawTopics;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.resource.TableName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Plans a source of raw topics, and looks whether they are there. */
final class RawSourceReader {

  private static final String MEND = "; mend: ";

  private final Source.Topics source;
  private final List<ResourceDefinition> resources;
  private final HeadwaterSettings settings;

  RawSourceReader(
      Source.Topics source, List<ResourceDefinition> resources, HeadwaterSettings settings) {
    this.source = source;
    this.resources =
        resources.stream()
            .filter(resource -> resource.mapping().source().equals(source.name()))
            .toList();
    this.settings = settings;
  }

  SourceReader.Read read(Path applicationConf, Problems problems) {
    List<TableName> tables =
        resources.stream()
            .flatMap(resource -> resource.mapping().relations().stream())
            .map(ResourceMapping.Relation::table)
            .distinct()
            .sorted()
            .toList();
    ColumnRules rules = ResourceDefinition.rulesOf(resources);
    Map<String, String> kafka = new HashMap<>(settings.kafka().properties());
    kafka.put("bootstrap.servers", settings.kafka().bootstrapServers());
    kafka.putAll(source.kafka());
    Map<TableName, Set<String>> columns = new HashMap<>();
    for (ResourceDefinition resource : resources) {
      for (ResourceMapping.Relation relation : resource.mapping().relations()) {
        columns
            .computeIfAbsent(relation.table(), absent -> new TreeSet<>())
            .addAll(relation.columns());
      }
    }
    return new SourceReader.Read(
        new SourcePlan(
            source.name(),
            new EnginePlan.Topics(
                source, kafka, columns, partitions(kafka, applicationConf, problems)),
            tables,
            rules,
            Set.of()),
        Catalogues.untold());
  }

  private int partitions(Map<String, String> kafka, Path applicationConf, Problems problems) {
    try {
      List<String> names = new ArrayList<>(source.topics().keySet());
      source.transactions().ifPresent(names::add);
      RawTopics topics = RawTopics.find(kafka, names);
      source.transactions().ifPresent(topics::requireOnePartition);
      return topics.mostPartitions();
    } catch (ChangeLogException e) {
      String message = String.valueOf(e.getMessage());
      int mend = message.lastIndexOf(MEND);
      problems.add(
          applicationConf.toString(),
          0,
          "source '%s': %s"
              .formatted(source.name(), mend < 0 ? message : message.substring(0, mend)),
          mend < 0 ? "check the topics" : message.substring(mend + MEND.length()));
      return 1;
    }
  }
}
