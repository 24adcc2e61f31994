package io.headwater.bench.process;

import java.io.OutputStream;

/** Counts lines and throws them away. Not thread-safe. */
final class LineCounter extends OutputStream {

  private long lines;

  @Override
  public void write(int one) {
    if (one == '\n') {
      lines++;
    }
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (bytes[i] == '\n') {
        lines++;
      }
    }
  }

  long lines() {
    return lines;
  }
}
