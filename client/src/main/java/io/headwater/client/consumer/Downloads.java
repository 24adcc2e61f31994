package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.BootstrapPart;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Downloads under way; its methods are for one thread. */
interface Downloads extends AutoCloseable {

  /**
   * A download to be made.
   *
   * @param floors how old its position may be
   */
  record Request(Provider provider, BootstrapPart part, Floors floors) {
    int partition() {
      return part.partition();
    }
  }

  /** What comes of a download; the next one of its partition follows when it was taken. */
  sealed interface Event {
    Request request();

    /** Verified states, in order. */
    record Block(Request request, BootstrapHeader header, List<StateChange> states)
        implements Event {}

    /** The partition is whole. */
    record Ended(Request request, BootstrapHeader header) implements Event {}

    /** More bytes came between two checkpoints than may be held. */
    record TooLarge(Request request, int states) implements Event {}

    /** It broke off. */
    record Broken(Request request, ProviderException cause) implements Event {}

    /** What it brings does not belong to what was there. */
    record Lost(Request request, StreamLostException cause) implements Event {}
  }

  void start(Request request);

  /** The next event; empty when none came in time. */
  Optional<Event> next(Duration wait) throws InterruptedException;

  /** The partition's last event was dealt with. */
  void taken(int partition);

  @Override
  void close();
}
