package io.headwater.app.settings;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Everything a user wrote: application.conf, and the connector and mapping files that it names.
 *
 * @param loaded the application.conf
 * @param connectors the connector settings by source that is a database
 * @param resources the resources without problems
 * @param problems the problems of all files
 */
public record ApplicationFiles(
    HeadwaterSettings.Loaded loaded,
    SequencedMap<String, ConnectorFile> connectors,
    List<ResourceDefinition> resources,
    Problems problems) {

  public ApplicationFiles {
    connectors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(connectors));
    resources = List.copyOf(resources);
  }

  /** Reads all of it, so that one run shows the problems of every file. */
  public static ApplicationFiles read(Path applicationConf, Map<String, String> environment) {
    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(applicationConf, environment);
    Problems problems = new Problems();
    problems.addAll(loaded.problems());
    SequencedMap<String, ConnectorFile> connectors = new LinkedHashMap<>();
    loaded
        .settings()
        .sources()
        .forEach(
            (name, source) -> {
              if (source instanceof Source.Database database) {
                ConnectorFile.Loaded connector =
                    ConnectorFile.read(database.connector(), environment);
                problems.addAll(connector.problems());
                connectors.put(name, connector.connector());
              }
            });
    MappingFiles.Loaded mappings =
        MappingFiles.read(loaded.settings().resources(), loaded.settings().sources().keySet());
    problems.addAll(mappings.problems());
    return new ApplicationFiles(loaded, connectors, mappings.resources(), problems);
  }
}
