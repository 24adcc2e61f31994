package io.headwater.client.consumer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The order of resources in a bootstrap: that of their ids' UTF-8 bytes. */
final class Keys {

  private Keys() {}

  static int compare(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
