package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import java.util.stream.Stream;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalPerfSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Pekko's own specification of a journal under more events; it prints the times it took.
 *
 * <p>It persists one event after the other in a single actor, which is what group commits are
 * slowest at, so fewer events than by default have to do.
 */
class JournalPerformanceTckIT extends JournalTckScenario {

  private static final int TESTS = 20;
  private static final int EVENTS = 1_000;
  private static final int ITERATIONS = 3;
  private static final long ANSWER_LIMIT_MILLIS = 60_000;

  @TestFactory
  Stream<DynamicTest> isAJournalUnderLoad() {
    return ScalaTestSuite.run(new Specification(config()), TESTS);
  }

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
  }
}
