package io.headwater.capture.normalize;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Recognizes what the engine puts in place of a value that the source did not log. */
final class Placeholder {

  private final String text;
  private final byte[] binary;
  private final String uuid;
  private final String mapAsJson;
  private final List<Integer> integers = new ArrayList<>();
  private final List<Long> longs = new ArrayList<>();

  Placeholder(String text) {
    this.text = text;
    this.binary = text.getBytes(StandardCharsets.UTF_8);
    this.uuid = UUID.nameUUIDFromBytes(binary).toString();
    this.mapAsJson = "{\"" + text + "\":\"" + text + "\"}";
    for (byte b : binary) {
      integers.add((int) b);
      longs.add((long) b);
    }
  }

  /** The placeholder of a text. */
  String text() {
    return text;
  }

  boolean is(Object raw) {
    if (raw instanceof String string) {
      return string.equals(text) || string.equals(mapAsJson);
    }
    if (raw instanceof byte[] || raw instanceof ByteBuffer) {
      return Arrays.equals(ColumnReaders.bytes(raw), binary);
    }
    if (raw instanceof List<?> list) {
      return isArray(list);
    }
    return raw instanceof Map<?, ?> map && map.size() == 1 && text.equals(map.get(text));
  }

  private boolean isArray(List<?> list) {
    if (list.size() == 1) {
      Object item = list.get(0);
      return item != null && (is(item) || uuid.equals(item));
    }
    return list.size() == binary.length && (list.equals(integers) || list.equals(longs));
  }
}
