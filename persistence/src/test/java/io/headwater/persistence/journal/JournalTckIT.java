package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import java.util.stream.Stream;
import org.apache.pekko.persistence.CapabilityFlag;
import org.apache.pekko.persistence.japi.journal.JavaJournalSpec;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Pekko's own specification of a journal, with all optional capabilities.
 *
 * <p>There is none of snapshots, as the plugin has no snapshot store: a resource's newest event is
 * complete.
 */
class JournalTckIT extends JournalTckScenario {

  private static final int TESTS = 17;

  @TestFactory
  Stream<DynamicTest> isAJournal() {
    return ScalaTestSuite.run(new Specification(config()), TESTS);
  }

  /** Rejecting and serialization are on in the Java specification. */
  private static final class Specification extends JavaJournalSpec {

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
  }
}
