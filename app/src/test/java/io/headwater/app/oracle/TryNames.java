package io.headwater.app.oracle;

import io.headwater.core.resource.ResourceType;

/** The names that one try has for itself on shared servers. */
record TryNames(int number) {

  ResourceType type() {
    return new ResourceType("thing" + number);
  }

  String source() {
    return "source" + number;
  }

  String database() {
    return "oracle_" + number;
  }
}
