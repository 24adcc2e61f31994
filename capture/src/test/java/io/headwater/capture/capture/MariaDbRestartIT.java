package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.StoredPosition;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the engine at every record of a workload and starts it again: the change log must hold
 * every change once, in commit order.
 */
final class MariaDbRestartIT extends RestartContract {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final TableName A = MariaDbShop.table("a");
  private static final TableName B = MariaDbShop.table("b");

  @TempDir private static Path folder;

  private static MariaDbShop database;
  private static StoredPosition beginning;
  private static Path history;
  private static List<String> expected;
  private static final AtomicInteger runs = new AtomicInteger();

  @BeforeAll
  static void runTheWorkload() throws Exception {
    database = new MariaDbShop();
    database.run(
        "create table a (id int primary key, v text)",
        "create table b (id int primary key, v text)",
        "create table unwatched (id int primary key)",
        "create table plain (id int primary key) engine = myisam");
    history = folder.resolve("history");
    InMemoryChangeLog log = new InMemoryChangeLog();
    CountDownLatch snapshot = new CountDownLatch(1);
    CaptureEngine.Running engine =
        EmbeddedEngine.start(
            settings(history, 16),
            log.open(),
            new SimpleMeterRegistry(),
            engineRecord -> {
              if (engineRecord.value() instanceof Struct value
                  && value.schema().field("type") != null
                  && "COMPLETED".equals(value.getString("type"))) {
                snapshot.countDown();
              }
            });
    assertThat(snapshot.await(WAIT.toMillis(), TimeUnit.MILLISECONDS))
        .as(() -> "the snapshot; " + engine.status())
        .isTrue();
    engine.stop(WAIT);
    beginning = log.position().orElseThrow();
    try (MariaDbRestartWorkload workload = new MariaDbRestartWorkload(database)) {
      expected = workload.run();
    }
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  private static EngineSettings settings(Path history, int batch) {
    return database.settings(
        "restart", history, Map.of("poll.interval.ms", "1", "max.batch.size", "" + batch), A, B);
  }

  @Override
  KilledEngine runs(int batch) throws IOException {
    Path own = folder.resolve("history-" + runs.getAndIncrement());
    Files.copy(history, own);
    EngineSettings settings = settings(own, batch);
    return new KilledEngine(
        beginning,
        (writer, tap) -> EmbeddedEngine.start(settings, writer, new SimpleMeterRegistry(), tap),
        () -> "");
  }

  @Override
  List<String> expected() {
    return expected;
  }
}
