package io.headwater.core.binary;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the binary form into a growing buffer; {@link BinaryReader} reads it.
 *
 * <p>Refuses with {@link IllegalArgumentException} what could not be read again: half of a
 * surrogate pair, and values nested deeper than {@value #MAX_DEPTH}. For one thread.
 */
public final class BinaryWriter {

  /** The deepest nesting of arrays and objects: what a JSON record may hold fits. */
  public static final int MAX_DEPTH = Json.MAX_RECORD_DEPTH;

  private static final int DEFAULT_CAPACITY = 512;
  private static final int MAX_VARINT_BYTES = 10;

  private byte[] buffer;
  private int size;

  /** Creates a writer with room for a typical record. */
  public BinaryWriter() {
    this(DEFAULT_CAPACITY);
  }

  /** Creates a writer with room for so many bytes. */
  public BinaryWriter(int capacity) {
    this.buffer = new byte[capacity];
  }

  /** One byte, the lowest of the number. */
  public void octet(int value) {
    ensure(1);
    buffer[size++] = (byte) value;
  }

  /** One byte, 1 for true and 0 for false. */
  public void bool(boolean value) {
    octet(value ? 1 : 0);
  }

  /** An unsigned 64-bit number: groups of seven bits, the lowest first; small ones are short. */
  public void varint(long value) {
    ensure(MAX_VARINT_BYTES);
    size = putVarint(size, value);
  }

  /** A signed number, as a varint in zigzag order: 0, -1, 1, -2, … */
  public void zigzag(long value) {
    varint((value << 1) ^ (value >> 63));
  }

  /** A text: the number of its UTF-8 bytes, then these. */
  public void text(String text) {
    int chars = text.length();
    ensure((long) MAX_VARINT_BYTES + chars);
    int start = size;
    int at = start + varintSize(chars);
    for (int i = 0; i < chars; i++) {
      char next = text.charAt(i);
      if (next >= 0x80) {
        beyondAscii(text, i);
        return;
      }
      buffer[at++] = (byte) next;
    }
    putVarint(start, chars);
    size = at;
  }

  /** A text that may be absent: 0, or one more than the number of its UTF-8 bytes, then these. */
  public void optionalText(Optional<String> text) {
    if (text.isEmpty()) {
      varint(0);
      return;
    }
    int utf8 = utf8Size(text.get(), 0);
    varint(utf8 + 1L);
    ensure(utf8);
    size = putUtf8(size, text.get(), 0);
  }

  /**
   * A text that mostly is lower-case hexadecimal: a varint of twice the number of bytes, plus 1
   * when they are the bytes that the digits spell, and not the text's UTF-8; then the bytes.
   */
  public void hexText(String text) {
    if (!isHex(text)) {
      int utf8 = utf8Size(text, 0);
      varint((long) utf8 << 1);
      ensure(utf8);
      size = putUtf8(size, text, 0);
      return;
    }
    int bytes = text.length() / 2;
    varint(((long) bytes << 1) | 1);
    ensure(bytes);
    for (int i = 0; i < text.length(); i += 2) {
      buffer[size++] = (byte) HexFormat.fromHexDigits(text, i, i + 2);
    }
  }

  /** Bytes: their number, then themselves. */
  public void bytes(Bytes bytes) {
    varint(bytes.size());
    ensure(bytes.size());
    ByteBuffer.wrap(buffer, size, bytes.size()).put(bytes.array());
    size += bytes.size();
  }

  /** An instant: its second since 1970 (zigzag) and its nanosecond (varint). */
  public void instant(Instant instant) {
    zigzag(instant.getEpochSecond());
    varint(instant.getNano());
  }

  /** A JSON value: a tag, then what belongs to it. */
  public void value(Value value) {
    value(value, 0);
  }

  void value(Value value, int depth) {
    switch (value) {
      case Value.Null ignored -> octet(ValueTag.NULL);
      case Value.Bool bool -> octet(bool.value() ? ValueTag.TRUE : ValueTag.FALSE);
      case Value.Num num -> number(num.literal());
      case Value.Text text -> {
        octet(ValueTag.TEXT);
        text(text.value());
      }
      case Value.Arr array -> {
        checkDepth(depth);
        octet(ValueTag.ARRAY);
        varint(array.items().size());
        for (Value item : array.items()) {
          value(item, depth + 1);
        }
      }
      case Value.Obj object -> {
        checkDepth(depth);
        octet(ValueTag.OBJECT);
        varint(object.members().size());
        for (Map.Entry<String, Value> member : object.members().entrySet()) {
          text(member.getKey());
          value(member.getValue(), depth + 1);
        }
      }
    }
  }

  /** The number of bytes written. */
  public int size() {
    return size;
  }

  /** What was written; the writer may go on. */
  public Bytes toBytes() {
    return Bytes.of(Arrays.copyOf(buffer, size));
  }

  private void number(String literal) {
    if (CanonicalLong.is(literal)) {
      octet(ValueTag.INTEGER);
      zigzag(Long.parseLong(literal));
    } else {
      octet(ValueTag.LITERAL);
      text(literal);
    }
  }

  private static void checkDepth(int depth) {
    if (depth >= MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a value is nested deeper than %d; mend: keep it as a string".formatted(MAX_DEPTH));
    }
  }

  /** Goes on with a text whose first characters, all ASCII, stand behind a length still to come. */
  private void beyondAscii(String text, int ascii) {
    int from = size + varintSize(text.length());
    int utf8 = ascii + utf8Size(text, ascii);
    int to = size + varintSize(utf8);
    ensure((long) MAX_VARINT_BYTES + utf8);
    putVarint(size, utf8);
    // A longer length moves the start, so what stands there is written again.
    size = to == from ? putUtf8(to + ascii, text, ascii) : putUtf8(to, text, 0);
  }

  private static int utf8Size(String text, int from) {
    long bytes = 0;
    for (int i = from; i < text.length(); i++) {
      char next = text.charAt(i);
      // Each half of a pair counts for two of the pair's four bytes.
      bytes += next < 0x80 ? 1 : next < 0x800 || Character.isSurrogate(next) ? 2 : 3;
    }
    return Math.toIntExact(bytes);
  }

  private int putUtf8(int start, String text, int from) {
    int at = start;
    for (int i = from; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next < 0x80) {
        buffer[at++] = (byte) next;
      } else if (next < 0x800) {
        buffer[at++] = (byte) (0xC0 | (next >> 6));
        buffer[at++] = (byte) (0x80 | (next & 0x3F));
      } else if (!Character.isSurrogate(next)) {
        buffer[at++] = (byte) (0xE0 | (next >> 12));
        buffer[at++] = (byte) (0x80 | ((next >> 6) & 0x3F));
        buffer[at++] = (byte) (0x80 | (next & 0x3F));
      } else {
        int point = codePoint(text, i++);
        buffer[at++] = (byte) (0xF0 | (point >> 18));
        buffer[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        buffer[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        buffer[at++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    return at;
  }

  private static int codePoint(String text, int at) {
    int point = text.codePointAt(at);
    if (!Character.isSupplementaryCodePoint(point)) {
      throw new IllegalArgumentException(
          "a text holds half of a surrogate pair at character %d, which has no UTF-8 form; mend: correct it at its source"
              .formatted(at));
    }
    return point;
  }

  private static boolean isHex(String text) {
    if (text.length() % 2 != 0) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if ((next < '0' || next > '9') && (next < 'a' || next > 'f')) {
        return false;
      }
    }
    return true;
  }

  private int putVarint(int start, long value) {
    int at = start;
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      buffer[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[at++] = (byte) rest;
    return at;
  }

  private static int varintSize(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void ensure(long more) {
    long needed = size + more;
    if (needed > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.toIntExact(Math.max(needed, buffer.length * 2L)));
    }
  }
}
