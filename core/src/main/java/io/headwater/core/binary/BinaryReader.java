package io.headwater.core.binary;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Reads what {@link BinaryWriter} wrote.
 *
 * <p>Total: whatever the bytes are, a method gives a value or throws {@link
 * MalformedBinaryException}. A length or count is checked against what is left before room is made
 * for it. For one thread.
 */
public final class BinaryReader {

  private static final HexFormat HEX = HexFormat.of();
  private static final Value TRUE = Value.of(true);
  private static final Value FALSE = Value.of(false);

  /** The most elements that room is made for before the first of them is read. */
  private static final int MAX_PRESIZE = 64;

  private static final int MIN_MEMBER_BYTES = 2;
  private static final long MIN_SECOND = Instant.MIN.getEpochSecond();
  private static final long MAX_SECOND = Instant.MAX.getEpochSecond();
  private static final long MAX_NANO = 999_999_999;

  private final byte[] content;
  private int position;

  /** Creates a reader at the first byte. */
  public BinaryReader(Bytes bytes) {
    this.content = bytes.array();
  }

  /** The place of the next byte, from 0. */
  public int offset() {
    return position;
  }

  /** The number of bytes left. */
  public int remaining() {
    return content.length - position;
  }

  /** One byte, 0 to 255. */
  public int octet() {
    if (position == content.length) {
      throw malformed(position, "the bytes end here, and more are expected");
    }
    return content[position++] & 0xFF;
  }

  /** A boolean; see {@link BinaryWriter#bool}. */
  public boolean bool() {
    int at = position;
    int value = octet();
    if (value > 1) {
      throw malformed(at, "neither 0 nor 1");
    }
    return value == 1;
  }

  /**
   * An unsigned 64-bit number; see {@link BinaryWriter#varint}. Refuses longer forms than needed.
   */
  public long varint() {
    int at = position;
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int next = octet();
      value |= (next & 0x7FL) << shift;
      if (next < 0x80) {
        if (next == 0 && shift > 0) {
          throw malformed(at, "a number with more bytes than it needs");
        }
        if (shift == 63 && next > 1) {
          break;
        }
        return value;
      }
    }
    throw malformed(at, "a number of more than 64 bits");
  }

  /** A signed number; see {@link BinaryWriter#zigzag}. */
  public long zigzag() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  /**
   * A number of elements that follow.
   *
   * @param minBytes the fewest bytes of an element; more elements than can follow are refused
   */
  public int count(int minBytes) {
    int at = position;
    return checkedCount(at, varint(), minBytes);
  }

  /** A text; see {@link BinaryWriter#text}. */
  public String text() {
    return utf8(count(1));
  }

  /** The text of a name that occurs in many records; they share one string. */
  public String name() {
    int length = count(1);
    if (length > Names.MAX_CHARS) {
      return utf8(length);
    }
    int hash = 0;
    for (int i = position; i < position + length; i++) {
      if (content[i] < 0) {
        return utf8(length);
      }
      hash = 31 * hash + content[i];
    }
    String name = Names.ofAscii(content, position, length, hash);
    position += length;
    return name;
  }

  /** A text that may be absent; see {@link BinaryWriter#optionalText}. */
  public Optional<String> optionalText() {
    int at = position;
    long sign = varint();
    return sign == 0 ? Optional.empty() : Optional.of(utf8(checkedCount(at, sign - 1, 1)));
  }

  /** A text that mostly is hexadecimal; see {@link BinaryWriter#hexText}. */
  public String hexText() {
    int at = position;
    long sign = varint();
    int length = checkedCount(at, sign >>> 1, 1);
    if ((sign & 1) == 0) {
      return utf8(length);
    }
    position += length;
    return HEX.formatHex(content, position - length, position);
  }

  /** Bytes; see {@link BinaryWriter#bytes}. */
  public Bytes bytes() {
    int length = count(1);
    position += length;
    return Bytes.of(Arrays.copyOfRange(content, position - length, position));
  }

  /** An instant; see {@link BinaryWriter#instant}. */
  public Instant instant() {
    int at = position;
    long second = zigzag();
    long nano = varint();
    if (second < MIN_SECOND || second > MAX_SECOND || nano < 0 || nano > MAX_NANO) {
      throw malformed(at, "no instant that this platform knows");
    }
    return Instant.ofEpochSecond(second, nano);
  }

  /** A JSON value; see {@link BinaryWriter#value}. */
  public Value value() {
    return value(0);
  }

  Value value(int depth) {
    int at = position;
    return switch (octet()) {
      case ValueTag.NULL -> Value.ofNull();
      case ValueTag.FALSE -> FALSE;
      case ValueTag.TRUE -> TRUE;
      case ValueTag.INTEGER -> Value.of(zigzag());
      case ValueTag.LITERAL -> new Value.Num(text());
      case ValueTag.TEXT -> new Value.Text(text());
      case ValueTag.ARRAY -> items(at, depth);
      case ValueTag.OBJECT -> members(at, depth);
      default -> throw malformed(at, "no value that this version of Headwater knows starts so");
    };
  }

  /** Ends the reading. */
  public void end() {
    if (position != content.length) {
      throw malformed(position, "%d bytes more than expected".formatted(remaining()));
    }
  }

  /** The exception for a reason at a place, for the caller to throw. */
  public MalformedBinaryException malformed(int offset, String reason) {
    return new MalformedBinaryException(offset, reason);
  }

  private Value.Arr items(int at, int depth) {
    checkDepth(at, depth);
    int count = count(1);
    List<Value> items = new ArrayList<>(presize(count));
    for (int i = 0; i < count; i++) {
      items.add(value(depth + 1));
    }
    return new Value.Arr(items);
  }

  private Value.Obj members(int at, int depth) {
    checkDepth(at, depth);
    int count = count(MIN_MEMBER_BYTES);
    ObjectBuilder object = new ObjectBuilder(presize(count));
    for (int i = 0; i < count; i++) {
      String name = name();
      object.add(name, value(depth + 1));
    }
    return distinct(at, count, object.build());
  }

  /** The object, when each of its members as they were read has a name of its own. */
  Value.Obj distinct(int at, int count, Value.Obj object) {
    if (object.members().size() != count) {
      throw malformed(at, "an object with two members of one name");
    }
    return object;
  }

  private void checkDepth(int at, int depth) {
    if (depth >= BinaryWriter.MAX_DEPTH) {
      throw malformed(at, "a value nested deeper than " + BinaryWriter.MAX_DEPTH);
    }
  }

  static int presize(int count) {
    return Math.min(count, MAX_PRESIZE);
  }

  int checkedCount(int at, long count, int minBytes) {
    if (count < 0 || count > remaining() / minBytes) {
      throw malformed(at, "a length that goes beyond the end");
    }
    return (int) count;
  }

  private String utf8(int length) {
    int start = position;
    String text = new String(content, start, length, StandardCharsets.UTF_8);
    // What is no UTF-8 turns up as this character, and so does the character itself, rarely.
    if (text.indexOf('\uFFFD') >= 0) {
      text = strictUtf8(start, length);
    }
    position += length;
    return text;
  }

  private String strictUtf8(int start, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(content, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw malformed(start, "a text that is not UTF-8");
    }
  }
}
