package io.headwater.app.wiring;

import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.app.settings.MappingFiles;
import io.headwater.app.settings.MaskKeyCheck;
import io.headwater.app.settings.Problems;
import io.headwater.app.settings.SettingsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

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
    Problems problems = new Problems();
    HeadwaterSettings.Loaded loaded = HeadwaterSettings.load(applicationConf, environment);
    problems.addAll(loaded.problems());
    HeadwaterSettings settings = loaded.settings();
    MappingFiles.Loaded mappings =
        MappingFiles.read(settings.resources(), settings.sources().keySet());
    problems.addAll(mappings.problems());
    MaskKeyCheck.check(loaded, mappings.resources(), problems);
    List<SourcePlan> sources = new ArrayList<>();
    for (HeadwaterSettings.Source source : settings.sources().values()) {
      sources.add(
          new SourceReader(source, mappings.resources(), environment).read(lines, problems));
    }
    if (!problems.isEmpty()) {
      throw new SettingsException(problems);
    }
    return new NodePlan(settings, loaded.config(), mappings.resources(), sources);
  }
}
