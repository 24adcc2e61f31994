package io.headwater.bench.process;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A command line of {@code --name=number}; every name that is given must be asked for. */
final class Arguments {

  private static final String PREFIX = "--";

  private final Map<String, Integer> given = new LinkedHashMap<>();
  private final Set<String> asked = new TreeSet<>();

  Arguments(String[] args, int from) {
    for (int i = from; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      if (!args[i].startsWith(PREFIX) || equals < 0) {
        throw new IllegalArgumentException(
            "'%s' is no parameter; mend: write --name=number".formatted(args[i]));
      }
      given.put(
          args[i].substring(PREFIX.length(), equals),
          Integer.valueOf(args[i].substring(equals + 1)));
    }
  }

  /** The number of that name, or what it is unless given. */
  int number(String name, int otherwise) {
    asked.add(name);
    return given.getOrDefault(name, otherwise);
  }

  /** Refuses what nobody asked for. */
  void requireAllUsed() {
    if (!asked.containsAll(given.keySet())) {
      throw new IllegalArgumentException(
          "only %s can be given; mend: see docs/benchmarks.md".formatted(asked));
    }
  }
}
