package io.headwater.capture.capture;

import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was found in a source before it is captured.
 *
 * @param problems all that would keep it from being captured, each with its mend
 * @param columns of the needed tables that there are
 * @param partlyLogged the tables whose log need not have the whole row before a change, each with
 *     the columns of its primary key
 */
public record SourceFindings(
    List<SourceProblem> problems, SourceColumns columns, Map<TableName, Set<String>> partlyLogged) {

  /** Copies the lists. */
  public SourceFindings {
    problems = List.copyOf(problems);
    partlyLogged = Map.copyOf(partlyLogged);
  }
}
