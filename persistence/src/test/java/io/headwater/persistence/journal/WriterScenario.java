package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;

import io.headwater.core.json.Bytes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Random;

/** Journals with all their partitions open. */
abstract class WriterScenario extends JournalScenario {

  static final int HUGE_BYTES = 65 * 1024 * 1024;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  JournalSettings settings(String name) {
    return JournalSettingsSamples.of(topics.kafka(), PARTITIONS, "node-1", directory.resolve(name));
  }

  JournalRuntime runtime(String name) {
    return closedInTheEnd(JournalSettingsSamples.open(settings(name)));
  }

  /** A journal, all of it open, whose commits are tampered with, one after the other. */
  JournalRuntime runtime(JournalSettings settings, SteppedProducer.Step... steps) {
    var queue = SteppedProducer.steps(steps);
    return closedInTheEnd(
        JournalSettingsSamples.open(
            settings,
            new JournalRuntime.Surroundings(
                registry,
                CommitObserver.NONE,
                Membership.NONE,
                properties -> new SteppedProducer(properties, queue))));
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
