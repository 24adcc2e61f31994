package io.headwater.persistence.journal;

import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A broker, new topics for each test, and what the test has opened on them. */
abstract class JournalScenario {

  static final Duration LIMIT = Duration.ofSeconds(60);

  private static EmbeddedKafkaBroker broker;

  @TempDir Path directory;

  private final List<AutoCloseable> opened = new ArrayList<>();
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

  /** Has it closed in the end, before what was opened earlier. */
  <T extends AutoCloseable> T closedInTheEnd(T one) {
    opened.add(one);
    return one;
  }

  /** Closes it now. */
  void close(AutoCloseable one) throws Exception {
    opened.remove(one);
    one.close();
  }

  static Optional<Exception> result(JournalWrite write) throws Exception {
    return write.done().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }
}
