package io.headwater.app.oracle;

import io.headwater.core.resource.ResourceType;

/** The names that one try has for itself on shared servers. */
record TryNames(int number) {

  /** The type of the shape's resource of that index. */
  ResourceType type(int resource) {
    return new ResourceType("thing" + number + "-" + (resource + 1));
  }

  String source() {
    return "source" + number;
  }

  String database() {
    return "oracle_" + number;
  }
}
