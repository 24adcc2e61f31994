package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SharedLookTest {

  private static final int CALLERS = 200;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger looks = new AtomicInteger();

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private static long in(Duration wait) {
    return System.nanoTime() + wait.toNanos();
  }

  @Test
  void oneLookServesAllWhoCameBeforeIt() throws Exception {
    CountDownLatch goesOn = new CountDownLatch(1);
    SharedLook<Integer> shared =
        new SharedLook<>(
            () -> {
              int number = looks.incrementAndGet();
              try {
                goesOn.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.of(number);
            },
            Duration.ofMillis(1),
            executor);
    List<Future<Optional<Integer>>> callers = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      callers.add(executor.submit(() -> shared.since(begun, in(Duration.ofSeconds(30)))));
    }
    goesOn.countDown();

    for (Future<Optional<Integer>> caller : callers) {
      assertThat(caller.get()).contains(1);
    }
    assertThat(shared.since(System.nanoTime(), in(Duration.ofSeconds(30)))).contains(2);
  }

  @Test
  void aLookThatTakesLongerThanTheCallerWaitsHoldsUpNobody() {
    CountDownLatch never = new CountDownLatch(1);
    SharedLook<Boolean> shared =
        new SharedLook<>(
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return Optional.empty();
            },
            Duration.ofMillis(1),
            executor);
    long begun = System.nanoTime();

    assertThat(shared.since(begun, in(Duration.ofMillis(50)))).isEmpty();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void afterAFailureNobodyLooksForAWhile() {
    SharedLook<Boolean> shared =
        new SharedLook<>(
            () -> {
              looks.incrementAndGet();
              throw new IllegalStateException("away");
            },
            Duration.ofMinutes(5),
            executor);

    for (int i = 0; i < 3; i++) {
      assertThat(shared.since(System.nanoTime(), in(Duration.ofMillis(50)))).isEmpty();
    }

    assertThat(looks).hasValue(1);
  }

  @Test
  void afterTheBackOffItIsLookedAgain() {
    SharedLook<Integer> shared =
        new SharedLook<>(
            () -> Optional.of(looks.incrementAndGet()).filter(number -> number > 1),
            Duration.ofMillis(1),
            executor);

    assertThat(shared.since(System.nanoTime(), in(Duration.ofSeconds(30)))).contains(2);
  }
}
