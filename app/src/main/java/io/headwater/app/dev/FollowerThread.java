package io.headwater.app.dev;

import io.headwater.client.consume.DeliveredRecord;
import io.headwater.client.consume.StateFollower;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Follows a state topic in a thread of its own until it is stopped. Thread-safe. */
final class FollowerThread implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);

  private final StateFollower follower;
  private final Consumer<DeliveredRecord> handler;
  private final Thread thread;
  private volatile boolean stopping;
  private volatile boolean toTheEnd;
  private volatile Optional<Throwable> failure = Optional.empty();

  private FollowerThread(StateFollower follower, Consumer<DeliveredRecord> handler) {
    this.follower = follower;
    this.handler = handler;
    this.thread = new Thread(this::follow, "follower");
    thread.setDaemon(true);
  }

  /**
   * Starts to follow.
   *
   * @param follower is closed at the end
   * @param handler receives the records in the topic's order, on the thread
   */
  static FollowerThread start(StateFollower follower, Consumer<DeliveredRecord> handler) {
    FollowerThread following = new FollowerThread(follower, handler);
    following.thread.start();
    return following;
  }

  /** Why it has ended, if it failed. */
  Optional<Throwable> failure() {
    return failure;
  }

  /**
   * Returns when the handler has had all that is committed now, and it has stopped.
   *
   * @throws IllegalStateException when it has failed
   */
  void finish() throws InterruptedException {
    toTheEnd = true;
    stopping = true;
    if (!thread.join(END_LIMIT.plus(STOP_LIMIT))) {
      throw new IllegalStateException("the end of the state topic is not reached");
    }
    failure.ifPresent(
        cause -> {
          throw new IllegalStateException("the state topic cannot be followed", cause);
        });
  }

  @Override
  public void close() {
    stopping = true;
    try {
      thread.join(STOP_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void follow() {
    try (follower) {
      while (!stopping) {
        follower.poll(POLL, handler);
      }
      if (toTheEnd) {
        follower.readToEnd(END_LIMIT, handler);
      }
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
  }
}
