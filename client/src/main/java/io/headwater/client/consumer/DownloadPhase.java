package io.headwater.client.consumer;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.consumer.ConsumerState.Downloading;
import io.headwater.client.consumer.Downloads.Event;
import io.headwater.client.consumer.Downloads.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings downloaded states to the sink, for one bootstrap.
 *
 * <p>A block that the sink refuses is kept and tried again; its partition waits meanwhile, the
 * others go on.
 */
final class DownloadPhase implements AutoCloseable {

  /** What was refused for so long is downloaded again: the source may have mended it. */
  static final Duration RENEWAL = Duration.ofMinutes(5);

  private static final Duration LOOK = Duration.ofMillis(200);

  // What the sink has not taken yet, from that state on.
  private record Held(Event event, int from, Instant since) {}

  private final ConsumerParts parts;
  private final Supplier<Downloads> opener;
  private final Retries providerRetries;
  private final Retries sinkRetries;
  private final Map<Integer, Held> held = new HashMap<>();
  private final Set<Integer> running = new HashSet<>();
  private final Map<Integer, Integer> checkpoints = new HashMap<>();
  private @Nullable Downloads open;

  DownloadPhase(ConsumerParts parts, Supplier<Downloads> opener) {
    this.parts = parts;
    this.opener = opener;
    this.providerRetries = new Retries(parts.settings());
    this.sinkRetries = new Retries(parts.settings());
  }

  /** Deals with the next thing that comes. */
  ConsumerState step(Downloading state) throws StreamLostException, InterruptedException {
    Instant now = parts.settings().clock().instant();
    if (held.values().stream().anyMatch(one -> one.since().plus(RENEWAL).isBefore(now))) {
      close();
    }
    Downloads downloads = downloads();
    startDue(state.position(), downloads);
    for (Map.Entry<Integer, Held> waiting : Map.copyOf(held).entrySet()) {
      if (!sinkRetries.isWaiting(waiting.getKey())) {
        return take(state, waiting.getValue(), downloads);
      }
    }
    Optional<Event> event = next(downloads);
    return event.isPresent() ? take(state, new Held(event.get(), 0, now), downloads) : state;
  }

  /** The target works again. */
  void retryNow() {
    sinkRetries.allDue();
  }

  @Override
  public void close() {
    Downloads downloads = open;
    open = null;
    if (downloads != null) {
      downloads.close();
    }
    held.clear();
    running.clear();
    providerRetries.clear();
    sinkRetries.clear();
  }

  private Downloads downloads() {
    Downloads known = open;
    if (known == null) {
      known = opener.get();
      open = known;
    }
    return known;
  }

  private Optional<Event> next(Downloads downloads) throws InterruptedException {
    Duration wait = sinkRetries.untilDue(held.keySet(), LOOK);
    try {
      return parts.waits().interruptible(() -> downloads.next(wait));
    } catch (ProviderException | StreamLostException e) {
      throw new IllegalStateException("Waiting for an event asks nobody", e);
    }
  }

  private void startDue(ConsumerPosition position, Downloads downloads) {
    for (int partition : position.partitions().keySet()) {
      if (running.size() < parts.settings().parallelDownloads()
          && !running.contains(partition)
          && !position.isDownloaded(partition)
          && !providerRetries.isWaiting(partition)) {
        running.add(partition);
        downloads.start(
            new Request(
                parts.providers().current(),
                new BootstrapPart(
                    parts.type(),
                    partition,
                    position.after(partition),
                    checkpoints.getOrDefault(partition, parts.settings().checkpointStates())),
                position.floors()));
      }
    }
  }

  private ConsumerState take(Downloading state, Held item, Downloads downloads)
      throws StreamLostException {
    int partition = item.event().request().partition();
    return switch (item.event()) {
      case Event.Block block -> {
        providerRetries.succeeded(partition);
        yield apply(state, item, begun(state, block.request(), block.header()), block.states());
      }
      case Event.Ended ended -> {
        ConsumerPosition whole =
            begun(state, ended.request(), ended.header(), state.position().after(partition))
                .downloaded(partition);
        yield apply(state, item, whole, List.of());
      }
      case Event.TooLarge large -> {
        checkpoints.put(partition, Math.max(1, large.states() / 2));
        ended(partition, downloads);
        yield state;
      }
      case Event.Broken broken -> {
        parts.providers().failed(broken.request().provider());
        providerRetries.failed(partition, broken.cause().retryAfter());
        parts.status().problem(String.valueOf(broken.cause().getMessage()));
        ended(partition, downloads);
        yield state;
      }
      case Event.Lost lost -> throw lost.cause();
    };
  }

  private void ended(int partition, Downloads downloads) {
    running.remove(partition);
    downloads.taken(partition);
  }

  private static ConsumerPosition begun(Downloading state, Request request, BootstrapHeader header)
      throws StreamLostException {
    return begun(state, request, header, request.part().after());
  }

  private static ConsumerPosition begun(
      Downloading state, Request request, BootstrapHeader header, Optional<String> after)
      throws StreamLostException {
    ConsumerPosition position = state.position();
    if (!position.continues(header)) {
      throw new StreamLostException("The topic was made anew during the download.", false);
    }
    ConsumerPosition begun = position.begun(request.partition(), after, header);
    if (begun.tooManyParts(request.partition())) {
      throw new StreamLostException(
          "The download of partition "
              + request.partition()
              + " broke off more than "
              + Parts.MAX
              + " times.",
          false);
    }
    return begun;
  }

  // Each list of states goes with its own progress: where it breaks off is where it goes on. One by
  // one behind a refusal, so that what comes before the refused state is there.
  private ConsumerState apply(
      Downloading state, Held item, ConsumerPosition begun, List<StateChange> states) {
    int partition = item.event().request().partition();
    ConsumerPosition applied = state.position();
    int from = item.from();
    int size = sinkRetries.hasFailed(partition) ? 1 : parts.settings().batchChanges();
    do {
      List<StateChange> batch = states.subList(from, Math.min(states.size(), from + size));
      ConsumerPosition next =
          batch.isEmpty() ? begun : begun.applied(partition, batch.getLast().key());
      try {
        parts.sink().apply(batch, next);
      } catch (SinkFailedException e) {
        if (batch.size() > 1 && !e.isUnavailable()) {
          size = 1;
          continue;
        }
        held.put(partition, new Held(item.event(), from, item.since()));
        return refused(state.advanced(applied), partition, e);
      }
      applied = next;
      from += batch.size();
      parts.breaker().succeeded(Set.of(partition));
      parts.status().applied(batch.size());
    } while (from < states.size());
    held.remove(partition);
    sinkRetries.succeeded(partition);
    parts.status().failing(sinkRetries.failing(), "");
    if (item.event() instanceof Event.Ended) {
      running.remove(partition);
    }
    downloads().taken(partition);
    return state.advanced(applied);
  }

  private ConsumerState refused(ConsumerState state, int partition, SinkFailedException refusal) {
    sinkRetries.failed(partition, Optional.empty());
    parts.status().failing(sinkRetries.failing(), String.valueOf(refusal.getMessage()));
    boolean opens = parts.breaker().failed(partition) || refusal.isUnavailable();
    return opens ? state.circuit() : state;
  }
}
