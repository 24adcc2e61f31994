package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.write;

import io.headwater.core.json.Bytes;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker, its topics, and writers on them, which are closed in the end. */
abstract class WriterScenario {

  static final Duration LIMIT = Duration.ofSeconds(20);
  static final int HUGE_BYTES = 65 * 1024 * 1024;

  private static EmbeddedKafkaBroker broker;

  @TempDir Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  JournalTopics topics;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void recreateTopics() throws Exception {
    topics = new JournalTopics(broker.bootstrapServers());
    topics.recreate();
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : opened.reversed()) {
      one.close();
    }
  }

  JournalSettings settings(String name) {
    return JournalSettingsSamples.of(topics.kafka(), PARTITIONS, "node-1", directory.resolve(name));
  }

  JournalRuntime runtime(String name) {
    JournalRuntime runtime = JournalSettingsSamples.open(settings(name));
    opened.add(runtime);
    return runtime;
  }

  /** A journal, all of it open, whose commits are tampered with, one after the other. */
  JournalRuntime runtime(JournalSettings settings, SteppedProducer.Step... steps) {
    var queue = SteppedProducer.steps(steps);
    JournalRuntime runtime =
        JournalSettingsSamples.open(
            settings,
            new JournalRuntime.Surroundings(
                registry,
                CommitObserver.NONE,
                Membership.NONE,
                properties -> new SteppedProducer(properties, queue)));
    opened.add(runtime);
    return runtime;
  }

  static Optional<Exception> result(JournalWrite write) throws Exception {
    return write.done().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  List<String> committedWidgets() {
    return topics.committed(JournalTopics.WIDGETS).stream().map(one -> one.key()).toList();
  }

  static JournalWrite huge() {
    byte[] content = new byte[HUGE_BYTES];
    new Random(7).nextBytes(content);
    return JournalWrite.of(
        "widget|huge", 0, List.of(JournalEntry.complete(1, Bytes.of(content))), List.of());
  }
}
