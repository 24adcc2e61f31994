package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that reads raw topics is killed while they are written, with repetitions and garbage.
 */
class KilledRawTopicsIT {

  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final String TOPIC = "legacy.public.widgets";
  private static final String CHANGES = "headwater.changes.legacy";
  private static final int PARTITIONS = 3;

  /** 128 and SIGTERM. */
  private static final int TERMINATED = 143;

  private static final int WIDGETS = 40;
  private static final int KILLS = 4;
  private static final int CHANGES_BETWEEN_KILLS = 1_500;

  @TempDir Path folder;
  private final long seed = Long.getLong("headwater.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final int[] quantities = new int[WIDGETS];
  private final List<String> positions = new ArrayList<>();
  private final List<ProducerRecord<String, String>> sent = new ArrayList<>();
  private int garbage;

  @Test
  void eachChangeIsTakenOnceAndEachStateIsTheNewest() throws Exception {
    System.out.println("-Dheadwater.seed=" + seed);
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
        KafkaProducer<String, String> producer =
            new KafkaProducer<>(kafka(broker), new StringSerializer(), new StringSerializer())) {
      try (Admin admin = Admin.create(kafka(broker))) {
        admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
      }
      Path application = configure(broker);
      write(producer);
      for (int kill = 0; kill < KILLS; kill++) {
        try (HeadwaterProcess process = start(application)) {
          int before = changes(broker).size();
          int target = before + 1 + random.nextInt(CHANGES_BETWEEN_KILLS / 2);
          write(producer);
          await()
              .atMost(LIMIT)
              .pollInterval(Duration.ofMillis(20))
              .failFast(() -> assertThat(process.isAlive()).as(process.lastWords()).isTrue())
              .until(() -> changes(broker).size() >= target);
          process.kill();
        }
      }
      try (HeadwaterProcess process = start(application)) {
        await()
            .atMost(LIMIT)
            .failFast(() -> assertThat(process.isAlive()).as(process.lastWords()).isTrue())
            .until(() -> isNewest(broker));
        process.terminate();
        assertThat(process.awaitExit(LIMIT)).isEqualTo(TERMINATED);
      }

      assertThat(changes(broker)).containsExactlyInAnyOrderElementsOf(positions);
      assertThat(refused(broker)).isEqualTo(garbage);
      versions(broker)
          .forEach(
              (widget, seen) -> assertThat(seen).as(widget).isSorted().doesNotHaveDuplicates());
    }
  }

  private HeadwaterProcess start(Path application) throws Exception {
    return HeadwaterProcess.start(folder, "run", "--config", application.toString());
  }

  private void write(KafkaProducer<String, String> producer) {
    for (int i = 0; i < CHANGES_BETWEEN_KILLS; i++) {
      int widget = random.nextInt(WIDGETS);
      int before = quantities[widget]++;
      long lsn = 16 * (positions.size() + 1L);
      positions.add("0/" + Long.toHexString(lsn).toUpperCase(Locale.ROOT));
      ProducerRecord<String, String> next =
          new ProducerRecord<>(
              TOPIC, "{\"id\":%d}".formatted(widget), envelope(widget, before, lsn));
      sent.add(next);
      producer.send(next);
      if (random.nextInt(200) == 0) {
        // As a connector does that is started again.
        sent.subList(Math.max(0, sent.size() - 50), sent.size()).forEach(producer::send);
      }
      if (random.nextInt(300) == 0) {
        garbage++;
        producer.send(new ProducerRecord<>(TOPIC, "{\"id\":%d}".formatted(widget), "gar{bage"));
      }
    }
    producer.flush();
  }

  private static String envelope(int widget, int before, long lsn) {
    String row = "{\"id\":%d,\"name\":\"Widget %d\",\"description\":null,\"quantity\":%d}";
    return "{\"before\":%s,\"after\":%s,\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"name\":\"legacy\",\"ts_ms\":1795000000123,\"snapshot\":\"false\",\"db\":\"shop\",\"schema\":\"public\",\"table\":\"widgets\",\"txId\":%d,\"lsn\":%d},\"op\":\"%s\",\"ts_ms\":1795000000200}"
        .formatted(
            before == 0 ? "null" : row.formatted(widget, widget, before),
            row.formatted(widget, widget, before + 1),
            lsn,
            lsn,
            before == 0 ? "c" : "u");
  }

  private List<String> changes(EmbeddedKafkaBroker broker) {
    if (!exists(broker)) {
      return List.of();
    }
    try (TopicLog log = new TopicLog(kafka(broker), CHANGES)) {
      return log.all().stream()
          .map(TopicLog.Entry::json)
          .filter(json -> json.has("change_type"))
          .map(json -> json.at("/source/position").asText())
          .toList();
    }
  }

  private static boolean exists(EmbeddedKafkaBroker broker) {
    try (Admin admin = Admin.create(kafka(broker))) {
      return admin.listTopics().names().get().contains(CHANGES);
    } catch (Exception e) {
      throw new IllegalStateException("the broker does not tell its topics", e);
    }
  }

  private boolean isNewest(EmbeddedKafkaBroker broker) {
    Map<String, Integer> newest = new HashMap<>();
    try (TopicLog states = new TopicLog(kafka(broker), "headwater.state.widget")) {
      for (TopicLog.Entry state : states.all()) {
        newest.put(state.key(), state.json().at("/resource/quantity").asInt());
      }
    }
    for (int widget = 0; widget < WIDGETS; widget++) {
      if (newest.getOrDefault("" + widget, 0) != quantities[widget]) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, List<Long>> versions(EmbeddedKafkaBroker broker) {
    Map<String, List<Long>> versions = new HashMap<>();
    try (TopicLog states = new TopicLog(kafka(broker), "headwater.state.widget")) {
      for (TopicLog.Entry state : states.all()) {
        JsonNode json = state.json();
        versions
            .computeIfAbsent(state.key(), absent -> new ArrayList<>())
            .add(json.path("version").asLong());
      }
    }
    return versions;
  }

  private static int refused(EmbeddedKafkaBroker broker) {
    try (TopicLog quarantine = new TopicLog(kafka(broker), "headwater.quarantine")) {
      return (int) quarantine.all().stream().filter(entry -> entry.value().isPresent()).count();
    }
  }

  private static Map<String, Object> kafka(EmbeddedKafkaBroker broker) {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private Path configure(EmbeddedKafkaBroker broker) throws Exception {
    Path resources = Files.createDirectories(folder.resolve("resources"));
    Files.writeString(
        resources.resolve("widget.conf"),
        """
        resource widget {
          source = legacy
          root { table = public.widgets, key = [id], fields = [id, name, quantity] }
        }
        """);
    return Files.writeString(
        folder.resolve("application.conf"),
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          sources.legacy { engine = kafka, topics = ["%s"] }
          resources = "resources"
          produce.partitions = 4
          http.port = 0
        }
        """
            .formatted(broker.bootstrapServers(), TOPIC));
  }
}
