package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalPerfSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Pekko's own specification of a journal, with all optional capabilities, and then under more
 * events; it prints the times it took.
 *
 * <p>The latter persists one event after the other in a single actor, which is what group commits
 * are slowest at, so fewer events than by default have to do. There is no specification of
 * snapshots, as the plugin has no snapshot store: a resource's newest event is complete.
 */
class JournalTckIT extends JournalScenario {

  private static final int TESTS = 20;
  private static final int TIME_FACTOR = 5;
  private static final int EVENTS = 1_000;
  private static final int ITERATIONS = 3;
  private static final long ANSWER_LIMIT_MILLIS = 60_000;

  @TestFactory
  Stream<DynamicTest> isAJournal() {
    // The specification's own limits of a few seconds are too tight for a busy machine.
    Config config =
        ConfigFactory.parseMap(Map.of("pekko.test.timefactor", TIME_FACTOR))
            .withFallback(
                JournalSystem.config(topics.kafka(), directory, Map.of("history", "all")));
    return ScalaTestSuite.run(new Specification(config), TESTS);
  }

  /** Rejecting and serialization are on in the Java specification. */
  private static final class Specification extends JavaJournalPerfSpec {

    Specification(Config config) {
      super(config);
    }

    @Override
    public CapabilityFlag supportsMetadata() {
      return CapabilityFlag.on();
    }

    @Override
    public void beforeAll() {
      super.beforeAll();
      openPartitions(system());
    }

    @Override
    public int eventsCount() {
      return EVENTS;
    }

    @Override
    public int measurementIterations() {
      return ITERATIONS;
    }

    @Override
    public long awaitDurationMillis() {
      return ANSWER_LIMIT_MILLIS;
    }

    /** Opens the partitions as their shards do: the specification writes before it reads. */
    private static void openPartitions(ActorSystem system) {
      JournalRuntime runtime = KafkaJournalExtension.runtime(system);
      IntStream.range(0, JournalSamples.PARTITIONS)
          .mapToObj(runtime::open)
          .toList()
          .forEach(CompletableFuture::join);
    }
  }
}
