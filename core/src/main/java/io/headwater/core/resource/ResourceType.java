package io.headwater.core.resource;

import java.util.regex.Pattern;

/**
 * The name of a kind of resource, such as {@code widget}.
 *
 * <p>It is part of topic names and URLs: a lower-case letter, then up to 63 lower-case letters,
 * digits, {@code -} or {@code _}.
 */
public record ResourceType(String name) implements Comparable<ResourceType> {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]{0,63}");

  /** Refuses a name that could not be part of a topic name. */
  public ResourceType {
    if (!isValid(name)) {
      throw new IllegalArgumentException(
          "resource type '" + name + "': use a lower-case letter, then [a-z0-9_-], at most 64");
    }
  }

  /** Whether the name is allowed. */
  public static boolean isValid(String name) {
    return NAME.matcher(name).matches();
  }

  @Override
  public int compareTo(ResourceType other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
