package io.headwater.client.bootstrap;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Cuts a byte stream into lines, wherever its chunks happen to end.
 *
 * <p>Works on bytes: 0x0A is never part of a longer UTF-8 sequence. Holds one line at most.
 */
final class NdjsonLines {

  /** The longest line accepted, in bytes; a longer one fails the download. */
  static final int MAX_LINE_BYTES = 64 * 1024 * 1024;

  private static final int INITIAL_BYTES = 16 * 1024;

  /** Receives one line: the first {@code length} bytes, valid only during the call. */
  @FunctionalInterface
  interface LineReceiver {
    void line(byte[] bytes, int length);
  }

  /** A line is longer than the limit. */
  static final class LineTooLongException extends RuntimeException {
    LineTooLongException(String message) {
      super(message);
    }
  }

  private final int maxLineBytes;
  private final LineReceiver receiver;
  private byte[] held = new byte[INITIAL_BYTES];
  private int length;

  NdjsonLines(int maxLineBytes, LineReceiver receiver) {
    this.maxLineBytes = maxLineBytes;
    this.receiver = receiver;
  }

  /** Takes the next chunk and hands over every line it completes. */
  void accept(ByteBuffer chunk) {
    while (chunk.hasRemaining()) {
      int newline = newline(chunk);
      boolean complete = newline >= 0;
      append(chunk, complete ? newline - chunk.position() : chunk.remaining());
      if (complete) {
        chunk.get();
        emit();
      }
    }
  }

  /** What follows the last newline; empty when nothing does. */
  Optional<JsonBytes> rest() {
    return length == 0 ? Optional.empty() : Optional.of(JsonBytes.copyOf(held, length));
  }

  private static int newline(ByteBuffer chunk) {
    for (int i = chunk.position(); i < chunk.limit(); i++) {
      if (chunk.get(i) == '\n') {
        return i;
      }
    }
    return -1;
  }

  private void append(ByteBuffer chunk, int count) {
    if (count > maxLineBytes - length) {
      throw new LineTooLongException(
          String.format(
              Locale.ROOT, "it is longer than %d bytes, the longest accepted", maxLineBytes));
    }
    if (length + count > held.length) {
      int doubled = Math.min(held.length * 2, maxLineBytes);
      held = Arrays.copyOf(held, Math.max(length + count, doubled));
    }
    chunk.get(held, length, count);
    length += count;
  }

  private void emit() {
    int complete = length;
    length = 0;
    receiver.line(held, complete);
  }
}
