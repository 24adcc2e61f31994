package io.headwater.core.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds the byte 255, which UTF-8 does not have.
 *
 * <p>The parser pads short names with it, and so takes a name with it in front for the name
 * without, when it has seen that one.
 */
public final class StrayBytes {

  private static final VarHandle WORDS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private StrayBytes() {}

  /** Whether there is one from the one place to the other, exclusive. */
  public static boolean areIn(byte[] utf8, int start, int end) {
    int at = start;
    for (; at <= end - Long.BYTES; at += Long.BYTES) {
      long word = (long) WORDS.get(utf8, at);
      // Eight at once: a byte of the complement that is zero borrows from its highest bit.
      if (((~word - ONES) & word & HIGH_BITS) != 0) {
        return true;
      }
    }
    for (; at < end; at++) {
      if (utf8[at] == (byte) 0xFF) {
        return true;
      }
    }
    return false;
  }
}
