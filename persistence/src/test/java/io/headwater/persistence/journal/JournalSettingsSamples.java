package io.headwater.persistence.journal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Settings of journals that are opened without an actor system. */
final class JournalSettingsSamples {

  private JournalSettingsSamples() {}

  static JournalSettings of(
      Map<String, String> kafka, int partitions, String writerId, Path directory) {
    return new JournalSettings(
        kafka, partitions, writerId, directory, 1_000, 1_000, Duration.ofSeconds(15), 5);
  }

  static JournalRuntime open(JournalSettings settings) {
    return new JournalRuntime(settings, new SimpleMeterRegistry());
  }
}
