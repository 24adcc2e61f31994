package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.debezium.DebeziumJsonNormalizer;
import io.headwater.capture.normalize.debezium.DebeziumSettings;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import io.headwater.core.resource.TableName;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a Debezium connector writes into topics comes to the same change events as what the embedded
 * engine reads: one and the same record, once as JSON and once as it is.
 *
 * <p>{@code -Dheadwater.recordings=write} writes the records into the sources, as fixtures.
 */
final class DebeziumTopicsIT {

  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final Path FIXTURES =
      Path.of("src/test/resources/io/headwater/capture/normalize/debezium-json/postgresql");

  private static ShopDatabase database;

  @BeforeAll
  static void start() throws Exception {
    database = new ShopDatabase(16);
  }

  @AfterAll
  static void stop() {
    database.close();
  }

  @Test
  void everyTypeOfColumnIsTheSameFromATopicWithSchemaPart() throws Exception {
    database.run(ValueSamples.TYPES);
    StringBuilder columns = new StringBuilder("create table everything (id int primary key");
    StringBuilder values = new StringBuilder();
    for (int i = 0; i < ValueSamples.ALL.size(); i++) {
      columns.append(", c").append(i).append(' ').append(ValueSamples.ALL.get(i).type());
      values.append(", ").append(ValueSamples.ALL.get(i).sql());
    }
    database.run(
        columns + ")",
        "insert into everything values (1" + values + ")",
        "insert into everything (id) values (2)");
    Recorded recorded = new Recorded("everything", new TableName("public", "everything"));
    recorded.await(2);
    database.run("insert into everything values (3" + values + ")");
    recorded.await(3);
    recorded.stop();

    // What a domain is based on is told by the catalogue only, so its numbers are texts.
    String domain = "after.c" + domainOverNumeric() + " is \"1.50\", not 1.50";
    assertThat(recorded.differences()).containsExactly(domain, domain);
  }

  private static int domainOverNumeric() {
    for (int i = 0; i < ValueSamples.ALL.size(); i++) {
      if (ValueSamples.ALL.get(i).type().equals("cents")) {
        return i;
      }
    }
    throw new AssertionError("no sample is of the domain");
  }

  @Test
  void everyKindOfChangeIsTheSameFromATopic() throws Exception {
    database.run(
        "create table people (id int primary key, name text not null, notes text)",
        "alter table people alter column notes set storage external",
        "alter table people replica identity full",
        "insert into people values (1, 'Ann', repeat('x', 9000))");
    Recorded recorded = new Recorded("people", new TableName("public", "people"));
    recorded.await(1);
    database.run(
        "insert into people values (2, 'Bob', null)",
        "update people set name = 'Anne' where id = 1",
        "update people set id = 7 where id = 2",
        "delete from people where id = 7",
        "select pg_logical_emit_message(true, 'who', 'me')",
        "truncate people",
        "insert into people values (3, 'Cid', 'last')");
    recorded.await(7);
    recorded.stop();

    assertThat(recorded.differences()).isEmpty();
    recorded.write(true);
    recorded.write(false);
  }

  /** An engine's records, and the changes that it made of them. */
  private static final class Recorded {

    private final String source;
    private final List<SourceRecord> records = new CopyOnWriteArrayList<>();
    private final InMemoryChangeLog log = new InMemoryChangeLog();
    private final CaptureEngine.Running engine;

    Recorded(String source, TableName table) {
      this.source = source;
      this.engine =
          EmbeddedEngine.start(
              database.settings(source, Map.of(), TransactionLimits.DEFAULT, table),
              log.open(),
              new SimpleMeterRegistry(),
              records::add);
    }

    void await(int events) {
      Awaitility.await()
          .atMost(WAIT)
          .pollInterval(Duration.ofMillis(20))
          .failFast(() -> assertThat(engine.status().failure()).isEmpty())
          .until(() -> log.events().size() >= events);
    }

    void stop() {
      engine.stop(WAIT);
      assertThat(log.quarantined()).isEmpty();
    }

    /** Where an event from the topic's JSON is not the embedded engine's. */
    List<String> differences() {
      DebeziumJsonNormalizer normalizer = new DebeziumJsonNormalizer(DebeziumSettings.of(source));
      List<ChangeEvent> fromTopic = new ArrayList<>();
      int truncated = 0;
      List<String> differences = new ArrayList<>();
      for (SourceRecord engineRecord : records) {
        for (Normalization outcome : normalizer.normalize(raw(engineRecord, true))) {
          switch (outcome) {
            case Normalization.Normalized normalized -> fromTopic.add(normalized.event());
            case Normalization.Control control ->
                truncated += control.control() instanceof ControlRecord.Truncated ? 1 : 0;
            case Normalization.Skipped ignored -> {}
            case Normalization.Refused refused -> differences.add(refused.reason());
          }
        }
      }
      List<ChangeEvent> embedded = log.events();
      if (fromTopic.size() != embedded.size()) {
        differences.add("%d events, not %d".formatted(fromTopic.size(), embedded.size()));
      }
      long truncations =
          log.records().stream().filter(ControlRecord.Truncated.class::isInstance).count();
      if (truncated != truncations) {
        differences.add("%d truncations, not %d".formatted(truncated, truncations));
      }
      for (int i = 0; i < Math.min(fromTopic.size(), embedded.size()); i++) {
        compare(fromTopic.get(i), embedded.get(i), differences);
      }
      return differences;
    }

    private static void compare(
        ChangeEvent fromTopic, ChangeEvent embedded, List<String> differences) {
      List<List<Object>> pairs =
          List.of(
              List.of("type", fromTopic.changeType(), embedded.changeType()),
              List.of("key", fromTopic.key(), embedded.key()),
              List.of("source", fromTopic.source(), embedded.source()),
              List.of("snapshot", fromTopic.snapshot(), embedded.snapshot()),
              List.of("engine", fromTopic.engine(), embedded.engine()));
      for (List<Object> pair : pairs) {
        if (!pair.get(1).equals(pair.get(2))) {
          differences.add("%s is %s, not %s".formatted(pair.toArray()));
        }
      }
      compare("after", fromTopic.after(), embedded.after(), differences);
      // What may be a filler is left out from a topic.
      embedded
          .before()
          .ifPresent(
              image ->
                  fromTopic
                      .before()
                      .ifPresent(
                          told ->
                              told.members()
                                  .forEach(
                                      (name, value) -> {
                                        if (!value.equals(image.members().get(name))) {
                                          differences.add("before." + name);
                                        }
                                      })));
    }

    private static void compare(
        String image,
        Optional<Value.Obj> fromTopic,
        Optional<Value.Obj> embedded,
        List<String> differences) {
      if (fromTopic.isPresent() != embedded.isPresent()) {
        differences.add(image + " is there once only");
      }
      if (fromTopic.isPresent() && embedded.isPresent()) {
        if (!fromTopic.get().members().keySet().equals(embedded.get().members().keySet())) {
          differences.add(image + " has other columns");
        }
        embedded
            .get()
            .members()
            .forEach(
                (name, value) -> {
                  Value told = fromTopic.get().member(name).orElse(Value.ofNull());
                  if (!value.equals(told)) {
                    differences.add(
                        "%s.%s is %s, not %s"
                            .formatted(image, name, told.toJson(), value.toJson()));
                  }
                });
      }
    }

    void write(boolean schemas) throws IOException {
      if (!"write".equals(System.getProperty("headwater.recordings"))) {
        return;
      }
      int number = 0;
      for (SourceRecord engineRecord : records) {
        RawRecord raw = raw(engineRecord, schemas);
        if (raw.value().isPresent()) {
          String name = "%02d-%s".formatted(number++, schemas ? "schema" : "plain");
          Files.createDirectories(FIXTURES);
          Files.write(FIXTURES.resolve(name + ".json"), raw.value().get().array());
          if (raw.key().isPresent()) {
            Files.write(FIXTURES.resolve(name + ".key.json"), raw.key().get().array());
          }
        }
      }
    }

    private static RawRecord raw(SourceRecord engineRecord, boolean schemas) {
      return new RawRecord(
          engineRecord.topic(),
          0,
          0,
          Instant.EPOCH,
          json(engineRecord, true, schemas),
          json(engineRecord, false, schemas),
          List.of());
    }

    private static Optional<Bytes> json(SourceRecord engineRecord, boolean isKey, boolean schemas) {
      try (JsonConverter converter = new JsonConverter()) {
        converter.configure(Map.of("schemas.enable", "" + schemas), isKey);
        Object datum = isKey ? engineRecord.key() : engineRecord.value();
        return datum == null
            ? Optional.empty()
            : Optional.of(
                Bytes.of(
                    converter.fromConnectData(
                        engineRecord.topic(),
                        isKey ? engineRecord.keySchema() : engineRecord.valueSchema(),
                        datum)));
      }
    }
  }
}
