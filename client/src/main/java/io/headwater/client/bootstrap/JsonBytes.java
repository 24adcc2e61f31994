package io.headwater.client.bootstrap;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One JSON document as the bytes it arrived in (UTF-8); immutable, equal when the bytes are.
 *
 * <p>Equal states are equal bytes, so comparing two of these compares two states.
 */
public final class JsonBytes {

  private final byte[] bytes;

  private JsonBytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The document in a copy of those bytes. */
  public static JsonBytes copyOf(byte[] bytes) {
    return new JsonBytes(bytes.clone());
  }

  /** The document in a copy of the first {@code length} bytes. */
  public static JsonBytes copyOf(byte[] bytes, int length) {
    return new JsonBytes(Arrays.copyOf(bytes, length));
  }

  /** The document a text spells, as UTF-8. */
  public static JsonBytes of(String json) {
    return new JsonBytes(json.getBytes(StandardCharsets.UTF_8));
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  /** The bytes as a stream, without a copy. */
  public InputStream asInputStream() {
    return new ByteArrayInputStream(bytes);
  }

  /** The bytes themselves, for this package's parsing only. */
  byte[] shared() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JsonBytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The document as text. */
  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
