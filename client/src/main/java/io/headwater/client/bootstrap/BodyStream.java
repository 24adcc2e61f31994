package io.headwater.client.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A response body as a stream, for decompressors, which pull. */
final class BodyStream extends InputStream {

  private final BodyChunks chunks;
  private Iterator<ByteBuffer> buffers = List.<ByteBuffer>of().iterator();
  private ByteBuffer current = ByteBuffer.allocate(0);
  private boolean ended;

  BodyStream(BodyChunks chunks) {
    this.chunks = chunks;
  }

  @Override
  public int read() throws IOException {
    return fill() ? current.get() & 0xff : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, current.remaining());
    current.get(target, offset, count);
    return count;
  }

  private boolean fill() throws IOException {
    while (!current.hasRemaining()) {
      if (buffers.hasNext()) {
        current = buffers.next();
      } else if (!nextChunk()) {
        return false;
      }
    }
    return true;
  }

  private boolean nextChunk() throws IOException {
    if (ended) {
      return false;
    }
    try {
      Optional<List<ByteBuffer>> chunk = chunks.next();
      buffers = chunk.orElse(List.of()).iterator();
      ended = chunk.isEmpty();
      return !ended;
    } catch (InterruptedException e) {
      throw (IOException) new InterruptedIOException("the download was interrupted").initCause(e);
    }
  }
}
