package io.headwater.core.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Immutable bytes, equal by content; mostly UTF-8 JSON that is passed on as it is. */
public final class Bytes {

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** The bytes of an array that the caller gives away and does not change any more. */
  public static Bytes of(byte[] content) {
    return new Bytes(content);
  }

  /** The UTF-8 bytes of a text. */
  public static Bytes utf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int size() {
    return content.length;
  }

  /** The content without a copy; the caller must not change it. */
  public byte[] array() {
    return content;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(bytes.content, content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The content read as UTF-8. */
  @Override
  public String toString() {
    return new String(content, StandardCharsets.UTF_8);
  }
}
