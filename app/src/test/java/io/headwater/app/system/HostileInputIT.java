package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be used is kept with its reason, and everything else goes on. */
class HostileInputIT {

  private static final int WIDGETS = 300;
  private static final String CHANGES = Topics.changes(RunningPipeline.SOURCE);
  private static final String EVENT =
      """
      {"timestamp":"2026-11-20T09:11:00.123Z","change_type":"UPDATE","key":{},"after":%s,
       "source":{"name":"shop","kind":"PostgreSQL","container":"shop","schema":"public",
                 "table":"%s","position":"0/1"},
       "snapshot":false,"engine":{"name":"debezium","connector":"postgresql","version":"0"}}
      """;

  @TempDir static Path folder;
  private static RunningPipeline pipeline;
  private static TopicLog states;
  private static TopicLog quarantine;
  private static KafkaProducer<byte[], byte[]> producer;

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline = RunningPipeline.start(folder, WIDGETS, "produce.max-document-bytes = 4 KiB");
    states = pipeline.states();
    quarantine = new TopicLog(pipeline.servers().kafka(), Topics.QUARANTINE);
    producer =
        new KafkaProducer<>(
            pipeline.servers().kafka(), new ByteArraySerializer(), new ByteArraySerializer());
  }

  @AfterAll
  static void stop() {
    producer.close();
    quarantine.close();
    states.close();
    pipeline.close();
  }

  @Test
  void bytesThatAreNoJsonAreKept() throws Exception {
    byte[] garbage = {(byte) 0xff, (byte) 0xfe, 0, 1, 2, '{', (byte) 0xc0};

    JsonNode kept = keptAt(appendBetweenGoodChanges(31, garbage));

    assertThat(kept.path("reason").asText()).contains("not a record of the change log", "mend:");
    String shown = "/v1/quarantine/records/" + kept.path("id").asText();
    await().atMost(RunningPipeline.LIMIT).until(() -> pipeline.http().status(shown) == 200);
    assertThat(
            Base64.getDecoder().decode(pipeline.http().json(shown).path("payload_base64").asText()))
        .isEqualTo(garbage);
  }

  @Test
  void aRecordWithoutValueIsKept() throws Exception {
    JsonNode kept = keptAt(appendBetweenGoodChanges(32, null));

    assertThat(kept.path("reason").asText()).contains("no value", "mend:");
  }

  @Test
  void jsonOfAnotherShapeIsKept() throws Exception {
    for (String json :
        List.of("[1,2,3]", "{\"hello\":\"world\"}", "7", "{\"control\":\"DANCE\"}")) {
      JsonNode kept = keptAt(appendBetweenGoodChanges(33, utf8(json)));

      assertThat(kept.path("reason").asText()).contains("not a record of the change log", "mend:");
      assertThat(kept.path("payload").asText()).isEqualTo(json);
    }
  }

  @Test
  void aRowWithoutItsKeyIsKept() throws Exception {
    String event = EVENT.formatted("{\"name\":\"whose?\"}", "widgets");

    JsonNode kept = keptAt(appendBetweenGoodChanges(34, utf8(event)));

    assertThat(kept.path("subject").asText()).isEqualTo("public.widgets");
    assertThat(kept.path("reason").asText()).contains("lacks column id", "mend:");
    assertThat(kept.path("payload").asText()).contains("whose?");
  }

  @Test
  void aChangeOfATableThatNoMappingNamesHasNoEffect() throws Exception {
    long offset = appendBetweenGoodChanges(35, utf8(EVENT.formatted("{\"id\":35}", "suppliers")));

    assertThat(quarantine.all()).noneMatch(entry -> position(entry).endsWith("@" + offset));
  }

  @Test
  void aDocumentThatIsTooLargeIsWithheldUntilItFits() throws SQLException {
    JsonNode good = pipeline.http().widget(36);

    pipeline.transaction("update widgets set description = repeat('x', 10000) where id = 36");
    pipeline.transaction("update widgets set quantity = 1001 where id = 36");
    List<Entry> kept =
        quarantine
            .awaitAll(
                "two refusals of widget/36",
                entries -> entries.stream().filter(HostileInputIT::isAbout36).count() >= 2)
            .stream()
            .filter(HostileInputIT::isAbout36)
            .toList();

    assertThat(kept)
        .hasSize(2)
        .allSatisfy(
            entry -> {
              assertThat(entry.refusal().path("stage").asText()).isEqualTo("publish");
              assertThat(entry.refusal().path("reason").asText())
                  .contains("more than the limit of 4,096", "headwater.produce.max-document-bytes");
              assertThat(position(entry)).startsWith(CHANGES + "-0@");
            });
    assertThat(pipeline.http().widget(36)).isEqualTo(good);
    assertThat(states.summaries(36)).containsExactly("create v1");

    pipeline.transaction("update widgets set description = 'fits' where id = 36");

    JsonNode published = states.await(36, 2).getLast().json();
    assertThat(published.path("version").asLong()).isEqualTo(2);
    assertThat(published.at("/resource/quantity").asInt()).isEqualTo(1001);
    assertThat(published.at("/resource/description").asText()).isEqualTo("fits");
    await().atMost(RunningPipeline.LIMIT).until(() -> pipeline.http().widget(36).equals(published));
  }

  /** Appends the record between two changes of a widget that must be published; its offset. */
  private static long appendBetweenGoodChanges(
      int id, byte @org.jspecify.annotations.Nullable [] value)
      throws SQLException, InterruptedException, ExecutionException {
    change(id);
    long offset =
        producer.send(new ProducerRecord<>(CHANGES, 0, new byte[] {'k'}, value)).get().offset();
    change(id);
    assertThat(pipeline.node().failure()).isEmpty();
    return offset;
  }

  private static void change(int id) throws SQLException {
    int before = states.of(id).size();
    pipeline.transaction("update widgets set quantity = quantity + 1 where id = " + id);
    states.await(id, before + 1);
  }

  private static JsonNode keptAt(long offset) {
    String position = CHANGES + "-0@" + offset;
    Optional<Entry> kept =
        quarantine
            .awaitAll(
                "a refusal at " + position,
                entries -> entries.stream().anyMatch(entry -> position(entry).equals(position)))
            .stream()
            .filter(entry -> position(entry).equals(position))
            .findFirst();
    JsonNode json = kept.orElseThrow().refusal();
    assertThat(json.path("source").asText()).isEqualTo(RunningPipeline.SOURCE);
    assertThat(json.path("stage").asText()).isEqualTo("produce");
    return ((ObjectNode) json).put("id", kept.orElseThrow().key());
  }

  private static String position(Entry entry) {
    return entry.refusal().path("position").asText();
  }

  private static boolean isAbout36(Entry entry) {
    return entry.value().isPresent() && entry.refusal().path("subject").asText().endsWith("36");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
