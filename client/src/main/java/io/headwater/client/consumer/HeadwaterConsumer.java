package io.headwater.client.consumer;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy of a resource type equal to its stream.
 *
 * <p>One daemon thread does everything that concerns the copy, from the bootstrap on, and tries
 * whatever fails again until it succeeds or the consumer is closed. Safe for several threads.
 */
public final class HeadwaterConsumer implements AutoCloseable {

  /** How many changes a sink gets at a time, at most. */
  public static final int MAX_BATCH_CHANGES = 500;

  /** How long {@link #close} waits for the sink to return. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(HeadwaterConsumer.class);

  private final ConsumerLoop loop;
  private final ConsumerStatus status;
  private final InterruptGate gate;
  private final Thread thread;

  HeadwaterConsumer(String type, ConsumerLoop loop, ConsumerStatus status, InterruptGate gate) {
    this.loop = loop;
    this.status = status;
    this.gate = gate;
    this.thread =
        Thread.ofPlatform().daemon().name("headwater-consumer-" + type).unstarted(this::run);
  }

  /** A consumer of that resource type, to be set up. */
  public static HeadwaterConsumerBuilder of(String type) {
    return new HeadwaterConsumerBuilder(type);
  }

  /** How it is doing; does not wait. */
  public ConsumerHealth health() {
    return status.health();
  }

  /**
   * Waits until everything that is on the stream at some moment after this call was applied.
   *
   * @return whether that came true in time
   */
  public boolean awaitUpToDate(Duration limit) throws InterruptedException {
    return status.awaitUpToDate(limit);
  }

  /**
   * Ends its thread, and closes the sink there: a wait at once, a call of the sink when it returns.
   * What was not applied stays to be applied by the next consumer.
   */
  @Override
  public void close() {
    gate.close();
    try {
      thread.join(CLOSE_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  HeadwaterConsumer start() {
    thread.start();
    return this;
  }

  private void run() {
    try {
      while (!gate.isClosed() && !loop.hasEnded()) {
        step();
      }
    } catch (Error | RuntimeException e) {
      LOG.error("A consumer was ended", e);
      loop.fail(e);
    } finally {
      loop.stop();
    }
  }

  private void step() {
    try {
      loop.step();
    } catch (InterruptedException e) {
      LOG.debug("A wait ended: the consumer was closed, or it goes on", e);
    }
  }
}
