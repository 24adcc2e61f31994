package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.GADGET;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class JournalFencingIT extends WriterScenario {

  @Test
  void aSecondWriterOfTheSameIdFencesTheFirst() throws Exception {
    JournalRuntime first = runtime("first");
    JournalWrite before = write(replaced(WIDGET, "before", 1), 1);
    first.submit(before);
    assertThat(result(before)).isEmpty();

    JournalRuntime second = runtime("second");
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    first.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    Awaitility.await().atMost(LIMIT).until(() -> first.failure().isPresent());
    JournalWrite after = write(replaced(WIDGET, "after", 1), 1);
    first.submit(after);
    assertThat(after.done()).isCompletedExceptionally();
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    second.submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(second.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactlyInAnyOrder("before", "own");
    assertThat(topics.journaled("widget|late")).isEmpty();
    assertThat(first.store().entry("widget|late")).isEmpty();
  }

  @Test
  void aPausedWriterDoesNotTakeItsPlaceBack() throws Exception {
    JournalSettings settings = settings("first");
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    JournalRuntime paused =
        runtime(
            settings,
            real -> {
              successor.complete(runtime("second"));
              throw new TimeoutException("paused for longer than max.block.ms");
            });
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    paused.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    successor.join().submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(committedWidgets()).containsExactly("own");
  }

  @Test
  void aWriterWhoseTransactionFailsAfterItWasFencedDoesNotTakeItsPlaceBack() throws Exception {
    JournalSettings settings = settings("first");
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    JournalRuntime fenced =
        runtime(
            settings,
            real -> {
              successor.complete(runtime("second"));
              throw new KafkaException("a batch has expired");
            });
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    fenced.submit(late);

    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    assertOnlySuccessorWrites(successor.join());
  }

  @Test
  void aFencedWriterThatSentNothingYetDoesNotTakeItsPlaceBack() throws Exception {
    CountDownLatch going = new CountDownLatch(1);
    CountDownLatch queued = new CountDownLatch(1);
    CompletableFuture<JournalRuntime> successor = new CompletableFuture<>();
    JournalSettings settings = settings("first");
    JournalRuntime fenced =
        runtime(
            settings,
            real -> {
              real.run();
              going.countDown();
              queued.await();
              successor.complete(runtime("second"));
            });
    JournalWrite first = write(replaced(GADGET, "first", 1), 1);
    JournalWrite late = write(replaced(WIDGET, "late", 1), 1);
    fenced.submit(first);
    going.await();
    fenced.submit(late);
    fenced.submit(huge());
    queued.countDown();

    assertThat(result(first)).isEmpty();
    assertThatThrownBy(() -> result(late))
        .hasMessageContaining("another process has taken this writer's place");
    assertOnlySuccessorWrites(successor.join());
  }

  private void assertOnlySuccessorWrites(JournalRuntime successor) throws Exception {
    JournalWrite own = write(replaced(WIDGET, "own", 1), 1);
    successor.submit(own);
    assertThat(result(own)).isEmpty();
    assertThat(successor.failure()).isEmpty();
    assertThat(committedWidgets()).containsExactly("own");
  }
}
