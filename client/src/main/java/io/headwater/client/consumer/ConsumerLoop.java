package io.headwater.client.consumer;

import io.headwater.client.consumer.ConsumerState.Beginning;
import io.headwater.client.consumer.ConsumerState.Checking;
import io.headwater.client.consumer.ConsumerState.CircuitOpen;
import io.headwater.client.consumer.ConsumerState.Completing;
import io.headwater.client.consumer.ConsumerState.Downloading;
import io.headwater.client.consumer.ConsumerState.Failed;
import io.headwater.client.consumer.ConsumerState.Following;
import io.headwater.client.consumer.ConsumerState.Starting;
import io.headwater.client.consumer.ConsumerState.Stopped;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what the state says, and finds the next one; one thread at a time. */
final class ConsumerLoop {

  private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);

  private final ConsumerParts parts;
  private final DownloadPhase downloads;
  private final FollowPhase follow;
  private ConsumerState state = new Starting();
  private int failures;
  private int restarts;

  ConsumerLoop(ConsumerParts parts, DownloadPhase downloads, FollowPhase follow) {
    this.parts = parts;
    this.downloads = downloads;
    this.follow = follow;
  }

  ConsumerState state() {
    return state;
  }

  /** Does one thing; a failure of it is waited out here, too. */
  void step() throws InterruptedException {
    Provider asked = parts.providers().current();
    try {
      move(next());
      keepLease();
      failures = 0;
    } catch (StreamLostException e) {
      // Another provider may know better.
      parts.providers().failed(asked);
      restart(e);
    } catch (ProviderException e) {
      follow.close();
      parts.providers().failed(asked);
      waitAfter(String.valueOf(e.getMessage()), e.retryAfter());
    } catch (SinkFailedException e) {
      follow.close();
      sinkFailed(e);
    } catch (InterruptedException e) {
      follow.close();
      throw e;
    } catch (RuntimeException e) {
      // Wrong settings of Kafka's are among these, and so are names that cannot be resolved now.
      follow.close();
      LOG.debug("Consumer of {} tries again", parts.type(), e);
      waitAfter(described(e), Optional.empty());
    }
  }

  /** Something has ended the thread that no retry would mend. */
  void fail(Throwable cause) {
    move(new Failed("It was ended by " + cause));
  }

  private static String described(RuntimeException failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure.toString() : failure + ": " + cause.getMessage();
  }

  /** Whether there is nothing to do any more. */
  boolean hasEnded() {
    return state instanceof Stopped || state instanceof Failed;
  }

  /** Ends it, for good; what it uses is closed. */
  void stop() {
    downloads.close();
    follow.close();
    parts.providers().close();
    parts.sink().close();
    if (!hasEnded()) {
      move(new Stopped());
    }
  }

  private ConsumerState next()
      throws ProviderException, StreamLostException, SinkFailedException, InterruptedException {
    return switch (state) {
      case Starting starting -> start(starting);
      case Beginning beginning -> begin(beginning);
      case Checking checking -> check(checking);
      case Downloading downloading -> {
        ConsumerState next = downloads.step(downloading);
        if (!next.equals(downloading)) {
          parts.status().healthy();
        }
        yield next;
      }
      case Completing completing -> complete(completing);
      case Following following -> {
        ConsumerState next = follow.step(following);
        restarts = 0;
        yield next;
      }
      case CircuitOpen open -> probe(open);
      case Stopped ignored -> state;
      case Failed ignored -> state;
    };
  }

  private void keepLease() throws InterruptedException {
    if (parts.lease().isEmpty()) {
      return;
    }
    BootstrapLease lease = parts.lease().get();
    switch (state) {
      case Downloading downloading -> lease.hold(downloading.position());
      case Following following -> {
        if (parts.status().health().upToDate()) {
          lease.end();
        } else {
          lease.renew(following.position());
        }
      }
      case Completing completing -> lease.renew(completing.position());
      case Checking checking -> lease.renew(checking.position());
      case CircuitOpen open -> {
        if (open.known().isPresent()) {
          lease.renew(open.known().get());
        }
      }
      case Starting ignored -> {}
      case Beginning ignored -> {}
      case Stopped ignored -> {}
      case Failed ignored -> {}
    }
  }

  private ConsumerState start(Starting starting) throws SinkFailedException {
    Optional<String> stored = parts.sink().position();
    Optional<ConsumerPosition> read = stored.flatMap(PositionCodec::read);
    if (stored.isPresent() && read.isEmpty()) {
      parts.status().problem("The sink's position cannot be read: everything comes again.");
    }
    return starting.found(read, parts.sink().isAtomic(), parts.settings().clock().millis());
  }

  private ConsumerState begin(Beginning beginning)
      throws ProviderException, StreamLostException, SinkFailedException, InterruptedException {
    Provider provider = parts.providers().current();
    int count = parts.waits().interruptible(() -> provider.partitions(parts.type()));
    ConsumerPosition position = beginning.position(count);
    parts.sink().begin(position);
    parts.status().bootstrapBegun();
    return beginning.begun(position);
  }

  private ConsumerState check(Checking checking)
      throws ProviderException, StreamLostException, InterruptedException {
    Optional<String> token = checking.position().token();
    if (token.isPresent()) {
      Provider provider = parts.providers().current();
      parts
          .waits()
          .interruptible(
              () -> {
                provider.check(parts.type(), token.get());
                return true;
              });
    }
    requireAllPartitions(checking.position());
    parts.status().healthy();
    return checking.safe();
  }

  // A token is about its partitions only: it stays safe when the topic has got more.
  private void requireAllPartitions(ConsumerPosition position)
      throws ProviderException, StreamLostException, InterruptedException {
    Provider provider = parts.providers().current();
    int count = parts.waits().interruptible(() -> provider.partitions(parts.type()));
    if (count != position.partitions().size()) {
      throw new StreamLostException(
          "The topic has %d partitions, not %d as it had."
              .formatted(count, position.partitions().size()),
          false);
    }
  }

  private ConsumerState complete(Completing completing) throws SinkFailedException {
    parts.sink().complete(completing.position().completed());
    parts.breaker().succeeded(completing.position().partitions().keySet());
    return completing.completed();
  }

  private ConsumerState probe(CircuitOpen open) throws SinkFailedException, InterruptedException {
    int openings = parts.breaker().opened();
    parts.waits().sleep(parts.settings().probes().after(openings, parts.settings().random()));
    if (!parts.sink().isAvailable()) {
      return open;
    }
    if (parts.sink().hasMoved()) {
      return new Starting();
    }
    if (parts.breaker().probed()) {
      downloads.retryNow();
      follow.retryNow();
    }
    return open.closed();
  }

  private void restart(StreamLostException lost) throws InterruptedException {
    parts.status().problem(String.valueOf(lost.getMessage()));
    downloads.close();
    follow.forget();
    move(state.lost(lost.cut(), parts.settings().clock().millis()));
    restarts++;
    if (restarts > 1) {
      sleep(restarts - 1, Optional.empty());
    }
  }

  private void sinkFailed(SinkFailedException failed) throws InterruptedException {
    String problem = "The sink failed: " + failed.getMessage();
    LOG.debug("The sink of {} failed", parts.type(), failed);
    if (failed.isUnavailable()) {
      parts.status().problem(problem);
      move(state.circuit());
    } else {
      waitAfter(problem, Optional.empty());
    }
  }

  private void waitAfter(String problem, Optional<Duration> atLeast) throws InterruptedException {
    failures++;
    parts.status().problem(problem);
    sleep(failures, atLeast);
  }

  private void sleep(int times, Optional<Duration> atLeast) throws InterruptedException {
    Duration wait = parts.settings().backoff().after(times, parts.settings().random());
    parts.waits().sleep(Retries.longer(wait, atLeast));
  }

  private void move(ConsumerState next) {
    // A bootstrap's downloads go on behind an open circuit, and end with their bootstrap.
    boolean downloading = next instanceof Downloading || next instanceof CircuitOpen;
    if (!downloading) {
      downloads.close();
    }
    if (!(next instanceof Following)) {
      follow.close();
    }
    state = next;
    parts.status().state(next);
  }
}
