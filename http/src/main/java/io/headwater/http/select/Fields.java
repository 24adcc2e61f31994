package io.headwater.http.select;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members that are wanted of a value, and what is wanted of each.
 *
 * @param members by name; none for the whole value
 */
record Fields(Map<String, Fields> members) {

  /** The most paths; the work for each state grows with them. */
  static final int MAX_PATHS = 200;

  private static final Fields WHOLE = new Fields(Map.of());

  Fields {
    members = Map.copyOf(members);
  }

  /** The fields of comma-separated paths. */
  static Fields parse(List<String> texts) {
    List<List<String>> paths = new ArrayList<>();
    for (String text : texts) {
      for (String path : text.split(",", -1)) {
        paths.add(Paths.read("fields", path));
      }
    }
    if (paths.size() > MAX_PATHS) {
      throw new IllegalArgumentException(
          "'fields' has %d paths; give at most %d.".formatted(paths.size(), MAX_PATHS));
    }
    return of(paths);
  }

  private static Fields of(List<List<String>> paths) {
    // A path that ends here wants the whole, whatever the others want of it.
    if (paths.stream().anyMatch(List::isEmpty)) {
      return WHOLE;
    }
    Map<String, List<List<String>>> rests = new LinkedHashMap<>();
    for (List<String> path : paths) {
      rests
          .computeIfAbsent(path.getFirst(), unused -> new ArrayList<>())
          .add(path.subList(1, path.size()));
    }
    Map<String, Fields> members = new LinkedHashMap<>();
    rests.forEach((name, rest) -> members.put(name, of(rest)));
    return new Fields(members);
  }

  /** What is wanted of a value; of an array the same of each element, empty when it has nothing. */
  Optional<Value> of(Value value) {
    if (members.isEmpty()) {
      return Optional.of(value);
    }
    return switch (value) {
      case Value.Obj object -> Optional.of(ofMembers(object));
      case Value.Arr array ->
          Optional.of(
              new Value.Arr(array.items().stream().flatMap(item -> of(item).stream()).toList()));
      case Value.Null ignored -> Optional.empty();
      case Value.Bool ignored -> Optional.empty();
      case Value.Num ignored -> Optional.empty();
      case Value.Text ignored -> Optional.empty();
    };
  }

  private Value.Obj ofMembers(Value.Obj object) {
    Map<String, Value> wanted = new LinkedHashMap<>();
    object
        .members()
        .forEach(
            (name, value) ->
                Optional.ofNullable(members.get(name))
                    .flatMap(fields -> fields.of(value))
                    .ifPresent(part -> wanted.put(name, part)));
    return new Value.Obj(wanted);
  }
}
