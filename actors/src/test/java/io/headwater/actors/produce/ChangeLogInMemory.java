package io.headwater.actors.produce;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeLogCodec;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Value;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A change log in memory, and what the produce stage needs to read it. */
final class ChangeLogInMemory {

  static final int MAX_OPEN_CHANGES = 10;

  private static final TableName WIDGETS = new TableName("public", "widgets");

  private final ConsumerInMemory consumer = new ConsumerInMemory(0);
  private final ChangeLogReader reader =
      new ChangeLogReader(consumer, List.of(ConsumerInMemory.PARTITION), "topic-1");

  ConsumerInMemory consumer() {
    return consumer;
  }

  ChangeLogReader reader() {
    return reader;
  }

  /** Widgets that are created, each in a transaction of its own. */
  void addCreated(int widgets) {
    for (int id = 1; id <= widgets; id++) {
      consumer.add(ChangeLogCodec.encode(event(id, false)));
    }
  }

  /** A source snapshot of widgets. */
  void addSnapshot(int widgets) {
    consumer.add(ChangeLogCodec.encode(new ControlRecord.SnapshotStarted("shop", Instant.EPOCH)));
    for (int id = 1; id <= widgets; id++) {
      consumer.add(ChangeLogCodec.encode(event(id, true)));
    }
    consumer.add(
        ChangeLogCodec.encode(
            new ControlRecord.SnapshotCompleted("shop", Instant.EPOCH, "0/9", List.of(WIDGETS))));
  }

  private static ChangeEvent event(long id, boolean snapshot) {
    Value.Obj key = new Value.Obj(Map.of("id", Value.of(id)));
    return new ChangeEvent(
        Instant.EPOCH,
        ChangeType.CREATE,
        key,
        Optional.empty(),
        Optional.of(new Value.Obj(Map.of("id", Value.of(id), "name", Value.of("n" + id)))),
        new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/" + id),
        Optional.empty(),
        snapshot,
        new EngineVersion("debezium", "postgresql", "3.5.0.Final"));
  }

  static ProduceParts parts(Function<String, SnapshotStaging> staging) {
    return new ProduceParts(
        new ProduceSettings(
            4,
            1_000,
            1_000_000,
            50,
            MAX_OPEN_CHANGES,
            1_000_000,
            1_000,
            1_000_000,
            Duration.ofMinutes(10)),
        List.of(Widgets.MAPPING),
        Map.of(),
        staging,
        new RowLocation(
            partition -> {
              throw new AssertionError("nothing is to be located");
            },
            (type, visitor) -> {},
            Map.of()),
        (type, visitor) -> {},
        new QuarantineInMemory(
            refused -> CompletableFuture.failedStage(new AssertionError(refused.reason()))));
  }

  static ResourceRouter.Surroundings surroundings(ProduceParts parts) {
    return new ResourceRouter.Surroundings(
        (command, replies) -> {},
        parts.quarantine(),
        new ProduceMeters(new SimpleMeterRegistry(), Clock.systemUTC()),
        Clock.systemUTC());
  }
}
