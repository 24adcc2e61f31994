package io.headwater.client.consumer;

import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the sink positions, and says which failures are the sink's.
 *
 * <p>A call that fails may have been committed all the same, when only its answer was lost. An
 * atomic sink knows: its position is what was given last, or what was before.
 */
final class SinkCalls {

  private static final Logger LOG = LoggerFactory.getLogger(SinkCalls.class);

  private interface Call<T> {
    T call() throws Exception;
  }

  private final StateSink sink;

  /** What is stored, as far as the consumer knows. */
  private Optional<String> known = Optional.empty();

  SinkCalls(StateSink sink) {
    this.sink = sink;
  }

  Optional<String> position() throws SinkFailedException {
    known = call(sink::position);
    return known;
  }

  boolean isAtomic() {
    return sink.isAtomic();
  }

  void begin(ConsumerPosition position) throws SinkFailedException {
    String next = PositionCodec.text(position);
    write(next, () -> sink.beginReplacement(position.generation(), next));
  }

  void apply(List<StateChange> changes, ConsumerPosition position) throws SinkFailedException {
    String next = PositionCodec.text(position);
    write(next, () -> sink.apply(List.copyOf(changes), next));
  }

  void complete(ConsumerPosition position) throws SinkFailedException {
    String next = PositionCodec.text(position);
    write(next, () -> sink.completeReplacement(position.generation(), next));
  }

  /** Whether an atomic sink has another position than the consumer knows of. */
  boolean hasMoved() throws SinkFailedException {
    return isAtomic() && !call(sink::position).equals(known);
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

  private void write(String next, Run run) throws SinkFailedException {
    try {
      run(run);
    } catch (SinkFailedException failed) {
      // One that is away is asked when it is back.
      if (failed.isUnavailable() || !isAtomic() || !isStored(next, failed)) {
        throw failed;
      }
    }
    known = Optional.of(next);
  }

  private boolean isStored(String next, SinkFailedException failed) throws SinkFailedException {
    Optional<String> stored;
    try {
      stored = call(sink::position);
    } catch (SinkFailedException silent) {
      failed.addSuppressed(silent);
      throw failed.inDoubt();
    }
    if (!stored.equals(Optional.of(next)) && !stored.equals(known)) {
      throw failed.inDoubt();
    }
    return stored.equals(Optional.of(next));
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
