package io.headwater.client.bootstrap;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Carries a response body from the HTTP client's threads to the downloading thread.
 *
 * <p>Asks for the next chunk only when the last one was taken, so at most one chunk waits; a body
 * that stops flowing fails after the stall limit instead of blocking for ever.
 */
final class BodyChunks implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

  // One requested chunk and the signal that ends the body.
  private static final int MAX_WAITING = 2;

  private sealed interface Signal {}

  private record Chunk(List<ByteBuffer> buffers) implements Signal {}

  private record End() implements Signal {}

  private record Failed(Throwable cause) implements Signal {}

  private final BlockingQueue<Signal> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
  private final Duration stallLimit;
  private volatile Flow.@Nullable Subscription subscription;

  BodyChunks(Duration stallLimit) {
    this.stallLimit = stallLimit;
  }

  /** The next buffers; empty at the end of the body. */
  Optional<List<ByteBuffer>> next() throws IOException, InterruptedException {
    Signal signal = waiting.poll(stallLimit.toNanos(), TimeUnit.NANOSECONDS);
    return switch (signal) {
      case null ->
          throw new IOException(
              String.format(
                  Locale.ROOT,
                  "no byte arrived for %d ms, the stall limit",
                  stallLimit.toMillis()));
      case Chunk chunk -> {
        Flow.Subscription source = subscription;
        if (source != null) {
          source.request(1);
        }
        yield Optional.of(chunk.buffers());
      }
      case End ignored -> Optional.empty();
      case Failed failed ->
          throw new IOException(String.valueOf(failed.cause().getMessage()), failed.cause());
    };
  }

  /** The first bytes of the body, up to the limit. */
  byte[] first(int limit) throws IOException, InterruptedException {
    ByteBuffer collected = ByteBuffer.allocate(limit);
    boolean ended = false;
    while (!ended && collected.hasRemaining()) {
      Optional<List<ByteBuffer>> chunk = next();
      ended = chunk.isEmpty();
      for (ByteBuffer buffer : chunk.orElse(List.of())) {
        int count = Math.min(buffer.remaining(), collected.remaining());
        collected.put(buffer.slice(buffer.position(), count));
      }
    }
    byte[] bytes = new byte[collected.position()];
    collected.flip().get(bytes);
    return bytes;
  }

  /** Stops the body; harmless once it has ended. */
  @Override
  public void close() {
    Flow.Subscription source = subscription;
    if (source != null) {
      source.cancel();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription source) {
    subscription = source;
    source.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    waiting.add(new Chunk(new ArrayList<>(buffers)));
  }

  @Override
  public void onError(Throwable cause) {
    waiting.add(new Failed(cause));
  }

  @Override
  public void onComplete() {
    waiting.add(new End());
  }
}
