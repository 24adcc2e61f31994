package io.headwater.client.consumer;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the sink positions, and says which failures are the sink's. */
final class SinkCalls {

  private static final Logger LOG = LoggerFactory.getLogger(SinkCalls.class);

  private interface Call<T> {
    T call() throws Exception;
  }

  private final StateSink sink;

  SinkCalls(StateSink sink) {
    this.sink = sink;
  }

  Optional<String> position() throws SinkFailedException {
    return call(sink::position);
  }

  boolean isAtomic() {
    return sink.isAtomic();
  }

  void begin(ConsumerPosition position) throws SinkFailedException {
    run(() -> sink.beginReplacement(position.generation(), PositionCodec.text(position)));
  }

  void apply(List<StateChange> changes, ConsumerPosition position) throws SinkFailedException {
    run(() -> sink.apply(List.copyOf(changes), PositionCodec.text(position)));
  }

  void complete(ConsumerPosition position) throws SinkFailedException {
    run(() -> sink.completeReplacement(position.generation(), PositionCodec.text(position)));
  }

  boolean isAvailable() {
    try {
      return call(sink::isAvailable);
    } catch (SinkFailedException e) {
      return false;
    }
  }

  void close() {
    try {
      run(sink::close);
    } catch (SinkFailedException e) {
      LOG.warn("The sink could not be closed: {}", e.getMessage());
    }
  }

  private interface Run {
    void run() throws Exception;
  }

  private static void run(Run run) throws SinkFailedException {
    call(
        () -> {
          run.run();
          return true;
        });
  }

  private static <T> T call(Call<T> call) throws SinkFailedException {
    try {
      return call.call();
    } catch (Exception e) {
      throw new SinkFailedException(e);
    }
  }
}
