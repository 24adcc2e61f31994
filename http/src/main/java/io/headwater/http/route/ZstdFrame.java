package io.headwater.http.route;

import com.github.luben.zstd.EndDirective;
import com.github.luben.zstd.ZstdCompressCtx;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.apache.pekko.util.ByteString;

/**
 * One Zstandard frame that grows. Beside the window it holds nothing between two calls: thousands
 * may be open. Not thread-safe.
 */
final class ZstdFrame implements AutoCloseable {

  /** States repeat each other so much that higher levels gain little and cost much. */
  private static final int LEVEL = 1;

  private static final int BUFFER_BYTES = 64 * 1024;

  // A thread compresses one thing at a time, and there are few threads.
  private static final ThreadLocal<Buffers> BUFFERS = ThreadLocal.withInitial(Buffers::allocate);

  private final ZstdCompressCtx context;

  private record Buffers(ByteBuffer plain, ByteBuffer packed) {

    static Buffers allocate() {
      return new Buffers(
          ByteBuffer.allocateDirect(BUFFER_BYTES), ByteBuffer.allocateDirect(BUFFER_BYTES));
    }
  }

  /** How much an open frame remembers, as powers of two. */
  enum Memory {
    /** 256 KiB: a download has many states and ends; with its tables about 330 KB. */
    DOWNLOAD(18, 13),
    /** 16 KiB: followers are many and stay; with its tables about 125 KB. */
    TAIL(14, 12);

    private final int windowLog;
    private final int hashLog;

    Memory(int windowLog, int hashLog) {
      this.windowLog = windowLog;
      this.hashLog = hashLog;
    }
  }

  ZstdFrame(Memory memory) {
    this.context =
        new ZstdCompressCtx()
            .setLevel(LEVEL)
            .setWindowLog(memory.windowLog)
            .setHashLog(memory.hashLog)
            .setChecksum(true);
  }

  /** The next bytes of the frame, from which all that was given so far can be read. */
  ByteString next(ByteString plain) {
    return compressed(plain.toArrayUnsafe(), EndDirective.FLUSH);
  }

  /** The last bytes of the frame. */
  ByteString end() {
    return compressed(new byte[0], EndDirective.END);
  }

  private ByteString compressed(byte[] plain, EndDirective last) {
    ByteArrayOutputStream ready = new ByteArrayOutputStream();
    Buffers buffers = BUFFERS.get();
    int from = 0;
    boolean isDone = false;
    while (!isDone) {
      int count = Math.min(BUFFER_BYTES, plain.length - from);
      buffers.plain().clear().put(plain, from, count).flip();
      from += count;
      boolean isLast = from == plain.length;
      EndDirective how = isLast ? last : EndDirective.CONTINUE;
      boolean isTaken = false;
      while (!isTaken) {
        ByteBuffer packed = buffers.packed().clear();
        boolean isOut = context.compressDirectByteBufferStream(packed, buffers.plain(), how);
        isTaken = isLast ? isOut : !buffers.plain().hasRemaining();
        byte[] bytes = new byte[packed.flip().remaining()];
        packed.get(bytes);
        ready.writeBytes(bytes);
      }
      isDone = isLast;
    }
    return ByteString.fromArrayUnsafe(ready.toByteArray());
  }

  @Override
  public void close() {
    context.close();
  }
}
