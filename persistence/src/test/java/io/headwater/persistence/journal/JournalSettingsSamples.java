package io.headwater.persistence.journal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

/** Settings of journals that are opened without an actor system. */
final class JournalSettingsSamples {

  private JournalSettingsSamples() {}

  static JournalSettings of(
      Map<String, String> kafka, int partitions, String writerId, Path directory) {
    return new JournalSettings(
        kafka,
        partitions,
        writerId,
        directory,
        1_000,
        1_000,
        Duration.ofSeconds(15),
        5,
        History.NEWEST,
        Duration.ofSeconds(10));
  }

  /** A journal with all its partitions open. */
  static JournalRuntime open(JournalSettings settings) {
    return open(
        settings,
        new JournalRuntime.Surroundings(
            new SimpleMeterRegistry(), CommitObserver.NONE, Membership.NONE));
  }

  static JournalRuntime open(JournalSettings settings, JournalRuntime.Surroundings surroundings) {
    JournalRuntime runtime = new JournalRuntime(settings, surroundings);
    try {
      IntStream.range(0, settings.partitions())
          .mapToObj(runtime::open)
          .toList()
          .forEach(CompletableFuture::join);
      return runtime;
    } catch (CompletionException e) {
      runtime.close();
      if (e.getCause() instanceof JournalException reason) {
        throw reason;
      }
      throw e;
    }
  }
}
