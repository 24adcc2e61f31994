package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SourceMarkTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int WANTED = 200;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore answers = new Semaphore(0);
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();
  private volatile boolean isAway;

  private final SourceMark mark =
      new SourceMark(
          "shop",
          () -> {
            asked.incrementAndGet();
            answers.acquireUninterruptibly();
            if (isAway) {
              throw new SQLException("away");
            }
            written.incrementAndGet();
          },
          executor);

  @AfterEach
  void stop() {
    answers.release(WANTED);
    executor.shutdownNow();
  }

  private void want() {
    mark.want(System.nanoTime() + LIMIT.toNanos());
  }

  @Test
  void whoComesWhileOneIsWrittenGetsTheNextAndNobodyWaits() {
    want();
    await().atMost(LIMIT).until(() -> asked.get() == 1);
    for (int i = 0; i < WANTED; i++) {
      want();
    }

    answers.release(WANTED);

    await().atMost(LIMIT).until(() -> written.get() == 2);
    await().during(Duration.ofMillis(100)).atMost(LIMIT).until(() -> asked.get() == 2);
  }

  @Test
  void aDatabaseThatIsAwayIsAskedAgainAfterAWhile() {
    isAway = true;
    want();
    answers.release();
    await().atMost(LIMIT).until(() -> answers.availablePermits() == 0);
    isAway = false;
    answers.release();

    await().atMost(LIMIT).until(() -> written.get() == 1);

    assertThat(asked).hasValueGreaterThanOrEqualTo(1);
  }

  @Test
  void whatNobodyWaitsForAnyMoreIsNotWritten() {
    isAway = true;
    mark.want(System.nanoTime() + Duration.ofMillis(100).toNanos());
    answers.release(WANTED);

    await().atMost(LIMIT).until(() -> asked.get() == 1);
    await().during(SourceMark.BACK_OFF.plusMillis(500)).atMost(LIMIT).until(() -> asked.get() == 1);
  }
}
