package io.headwater.client.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.bootstrap.BootstrapHeader;
import io.headwater.client.bootstrap.BootstrapPart;
import io.headwater.client.bootstrap.Operation;
import io.headwater.client.bootstrap.PartReceiver;
import io.headwater.client.bootstrap.StateRecordView;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParallelDownloadsTest {

  private static final int STATES = 100;
  private static final int BLOCK = 10;

  private final AtomicInteger sent = new AtomicInteger();
  private final CountDownLatch secondBlock = new CountDownLatch(2 * BLOCK);

  @Test
  void aSlowSinkHoldsTheDownloadsBack() throws InterruptedException {
    ConsumerSettings settings = ConsumerSettings.defaults().withParallelDownloads(1);
    try (ParallelDownloads downloads = new ParallelDownloads(settings)) {
      downloads.start(
          new Downloads.Request(
              new Endless(), new BootstrapPart("widget", 0, Optional.empty(), BLOCK), Floors.NONE));
      secondBlock.await();

      // One block waits to be taken, one was collected: the third cannot begin.
      assertThat(sent).hasValue(2 * BLOCK);
      int states = 0;
      boolean ended = false;
      while (!ended) {
        Downloads.Event event = downloads.next(Duration.ofSeconds(20)).orElseThrow();
        assertThat(sent.get()).isLessThanOrEqualTo(states + 3 * BLOCK);
        if (event instanceof Downloads.Event.Block block) {
          states += block.states().size();
        }
        ended = event instanceof Downloads.Event.Ended;
        downloads.taken(0);
      }
      assertThat(states).isEqualTo(STATES);
    }
  }

  /** Sends as fast as it can. */
  private final class Endless implements Provider {

    @Override
    public void download(BootstrapPart part, PartReceiver receiver) {
      receiver.begins(
          new BootstrapHeader(
              "widget", "topic", "e1", new TreeMap<>(Map.of(0, 1L)), OptionalLong.empty()));
      for (int i = 0; i < STATES; i++) {
        String key = "k" + (char) ('0' + i);
        sent.incrementAndGet();
        receiver.state(
            new StateRecordView("widget", key, 1, Operation.UPDATE, ModelStream.value(key, 1)));
        secondBlock.countDown();
        if ((i + 1) % BLOCK == 0) {
          receiver.checkpoint(key);
        }
      }
    }

    @Override
    public int partitions(String type) {
      return 1;
    }

    @Override
    public void check(String type, String token) {}

    @Override
    public Changes changes(String type, String token, int limit, Duration wait) {
      throw new IllegalStateException("nobody follows");
    }

    @Override
    public String lease(
        String type, Optional<String> lease, Optional<String> token, Duration lasts) {
      throw new IllegalStateException("nobody asks for a lease");
    }

    @Override
    public void endLease(String type, String lease) {}

    @Override
    public void close() {}
  }
}
