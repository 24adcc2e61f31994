package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.pekko.persistence.query.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalPublishingTest {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong end = new AtomicLong(10);
  private final AtomicLong published = new AtomicLong(5);
  private final AtomicInteger looks = new AtomicInteger();

  private final JournalPublishing publishing =
      new JournalPublishing(
          () -> {
            looks.incrementAndGet();
            return Optional.of(Offset.sequence(published.get()));
          },
          behind -> Offset.sequence(end.get()),
          executor);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  private BooleanSupplier upToNow() {
    return publishing.upToNow(System.nanoTime() + LIMIT.toNanos()).orElseThrow();
  }

  @Test
  void whatWasPersistedThenIsPublishedThoughMoreIsWrittenAllTheTime() {
    BooleanSupplier isPublished = upToNow();
    end.set(1_000);
    assertThat(isPublished.getAsBoolean()).isFalse();

    published.set(10);

    await().atMost(LIMIT).until(isPublished::getAsBoolean);
    assertThat(upToNow().getAsBoolean()).isFalse();
  }

  @Test
  void manyLooksShareOne() {
    BooleanSupplier isPublished = upToNow();
    long begun = System.nanoTime();
    int before = looks.get();
    for (int i = 0; i < 1_000; i++) {
      assertThat(isPublished.getAsBoolean()).isFalse();
    }

    long most = 1 + (System.nanoTime() - begun) / JournalPublishing.LOOK_EVERY.toNanos();
    assertThat(looks.get() - before).isLessThanOrEqualTo((int) most + 1);
  }

  @Test
  void anEmptyJournalIsPublished() {
    JournalPublishing empty = new JournalPublishing(Optional::empty, behind -> behind, executor);

    assertThat(
            empty.upToNow(System.nanoTime() + LIMIT.toNanos()).map(BooleanSupplier::getAsBoolean))
        .contains(true);
  }
}
