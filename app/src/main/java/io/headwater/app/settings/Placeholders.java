package io.headwater.app.settings;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces {@code ${env:NAME}} in connector settings by the environment variable's value. */
final class Placeholders {

  /** {@code ${provider:path}}, as Kafka Connect's configuration providers write it. */
  private static final Pattern PROVIDER =
      Pattern.compile("\\$\\{([A-Za-z][A-Za-z0-9_-]*):([^}]*)}");

  /** {@code ${NAME}}, as Debezium Server's properties write it. */
  private static final Pattern BARE = Pattern.compile("\\$\\{([A-Z_][A-Z0-9_]*)}");

  private final Map<String, String> environment;
  private final boolean bareAreVariables;

  /**
   * Creates the replacement.
   *
   * @param bareAreVariables whether {@code ${NAME}} is meant as a variable rather than as text
   */
  Placeholders(Map<String, String> environment, boolean bareAreVariables) {
    this.environment = environment;
    this.bareAreVariables = bareAreVariables;
  }

  /** Receives what is wrong with a value, without the value. */
  interface Complaints {
    void add(String what, String mend);
  }

  /** The value with its placeholders replaced; empty when one of them could not be. */
  Optional<String> resolve(String key, String value, Complaints complaints) {
    if (bareAreVariables) {
      Matcher bare = BARE.matcher(value);
      if (bare.find()) {
        complaints.add(
            "'%s' has the placeholder ${%s}, which is not understood here"
                .formatted(key, bare.group(1)),
            "write ${env:" + bare.group(1) + "}");
        return Optional.empty();
      }
    }
    Matcher placeholder = PROVIDER.matcher(value);
    StringBuilder resolved = new StringBuilder();
    boolean complete = true;
    while (placeholder.find()) {
      String name = placeholder.group(2);
      String found = environment.get(name);
      if (!placeholder.group(1).equalsIgnoreCase("env")) {
        complaints.add(
            "'%s' has a ${%s:…} placeholder, which is not supported"
                .formatted(key, placeholder.group(1)),
            "put the value into an environment variable and write ${env:NAME}");
        complete = false;
      } else if (found == null) {
        complaints.add(
            "'%s' needs the environment variable %s, which is not set".formatted(key, name),
            "set " + name);
        complete = false;
      } else {
        placeholder.appendReplacement(resolved, Matcher.quoteReplacement(found));
      }
    }
    placeholder.appendTail(resolved);
    return complete ? Optional.of(resolved.toString()) : Optional.empty();
  }
}
