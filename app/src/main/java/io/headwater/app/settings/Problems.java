package io.headwater.app.settings;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Collects problems while reading goes on; one that is already there is not added again. */
public final class Problems {

  private final Set<Problem> found = new LinkedHashSet<>();

  /** Adds a problem. */
  public void add(Problem problem) {
    found.add(problem);
  }

  /** Adds a problem; a line of 0 means that there is none. */
  public void add(String file, int line, String what, String mend) {
    add(new Problem(file, line, what, mend));
  }

  /** Adds the problems of another collection. */
  public void addAll(Problems others) {
    found.addAll(others.found);
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** How many there are. */
  public int size() {
    return found.size();
  }

  /** All problems, by file in the order the files were read, then by line. */
  public List<Problem> list() {
    Map<String, List<Problem>> byFile = new LinkedHashMap<>();
    for (Problem problem : found) {
      byFile.computeIfAbsent(problem.file(), file -> new ArrayList<>()).add(problem);
    }
    return byFile.values().stream()
        .flatMap(ofFile -> ofFile.stream().sorted(Comparator.comparingInt(Problem::line)))
        .toList();
  }

  /** One line per problem, in the order of {@link #list()}. */
  @Override
  public String toString() {
    return list().stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
