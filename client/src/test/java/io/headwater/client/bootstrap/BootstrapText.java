package io.headwater.client.bootstrap;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Writes the lines a server would send. */
final class BootstrapText {

  private BootstrapText() {}

  static String header(String positions) {
    return "{\"bootstrap\":{\"type\":\"widget\",\"topic\":\"headwater.state.widget\","
        + "\"epoch\":\"e1\",\"positions\":"
        + positions
        + "}}\n";
  }

  static String state(String id, long version, String name) {
    return "{\"type\":\"widget\",\"operation\":\"update\",\"id\":"
        + id
        + ",\"version\":"
        + version
        + ",\"timestamp\":\"2026-11-20T09:11:00.123Z\",\"source\":{\"name\":\"shop\"},"
        + "\"resource\":{\"id\":"
        + id
        + ",\"name\":\""
        + name
        + "\"}}\n";
  }

  static String complete(List<String> states) {
    return "{\"complete\":{\"count\":"
        + states.size()
        + ",\"checksum\":\"sha256:"
        + sha256(String.join("", states))
        + "\"}}\n";
  }

  static String whole(List<String> states) {
    return header("{\"0\":123,\"1\":7}") + String.join("", states) + complete(states);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
