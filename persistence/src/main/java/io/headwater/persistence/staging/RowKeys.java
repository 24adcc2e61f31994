package io.headwater.persistence.staging;

import io.headwater.core.produce.RowChange;
import io.headwater.core.produce.RowLocator;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of staged rows: type, id, relation and row key, ordered as these are, one by one.
 *
 * <p>The first three are UTF-8 that ends in {@code 00 01}, with {@code 00} in them written as
 * {@code 00 02}: so the order is that of the texts' bytes, and no text can run into the next.
 */
final class RowKeys {

  private static final int ESCAPE = 0x00;
  private static final int END = 0x01;
  private static final int ESCAPED = 0x02;

  private RowKeys() {}

  static byte[] of(ResourceKey resource, RowChange.OfRow change) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(96);
    put(out, resource.type().name());
    put(out, resource.id().text());
    put(out, change.relation());
    out.writeBytes(change.rowKey().getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** The key of a located row: type and relation, as in a staged row's key, then the row key. */
  static byte[] of(RowLocator.Row row) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    out.writeBytes(prefix(row.type(), row.relation()));
    out.writeBytes(row.rowKey().getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  /** What the keys of all located rows of a relation, and no others, begin with. */
  static byte[] prefix(ResourceType type, String relation) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(48);
    put(out, type.name());
    put(out, relation);
    return out.toByteArray();
  }

  /** What the keys of all rows of a resource, and no others, begin with. */
  static byte[] prefix(ResourceKey resource) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(64);
    put(out, resource.type().name());
    put(out, resource.id().text());
    return out.toByteArray();
  }

  private static void put(ByteArrayOutputStream out, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    int from = 0;
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == ESCAPE) {
        out.write(utf8, from, i + 1 - from);
        out.write(ESCAPED);
        from = i + 1;
      }
    }
    out.write(utf8, from, utf8.length - from);
    out.write(ESCAPE);
    out.write(END);
  }

  /**
   * Whether a key is of the resource that a prefix of {@code length} bytes of another key names.
   */
  static boolean isSameResource(byte[] key, byte[] other, int length) {
    return key.length >= length && Arrays.equals(key, 0, length, other, 0, length);
  }

  /** Reads the texts of a key, first to last. */
  static final class Reader {

    private final byte[] key;
    private int at;

    Reader(byte[] key, int at) {
      this.key = key;
      this.at = at;
    }

    /** The next text but the last one. */
    String next() {
      int from = at;
      int end = from;
      boolean isEscaped = false;
      while (key[end] != ESCAPE || key[end + 1] != END) {
        isEscaped |= key[end] == ESCAPE;
        end++;
      }
      at = end + 2;
      return isEscaped
          ? unescaped(from, end)
          : new String(key, from, end - from, StandardCharsets.UTF_8);
    }

    private String unescaped(int from, int end) {
      ByteArrayOutputStream out = new ByteArrayOutputStream(end - from);
      for (int i = from; i < end; i++) {
        out.write(key[i]);
        if (key[i] == ESCAPE) {
          i++;
        }
      }
      return out.toString(StandardCharsets.UTF_8);
    }

    /** The last text. */
    String rest() {
      return new String(key, at, key.length - at, StandardCharsets.UTF_8);
    }

    /** The number of bytes that were read. */
    int at() {
      return at;
    }
  }
}
