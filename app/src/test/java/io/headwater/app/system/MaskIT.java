package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.app.system.Traces.Trace;
import io.headwater.capture.normalize.MaskKey;
import io.headwater.capture.normalize.Tokens;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is masked is nowhere: not in Kafka, not on disk, not in a log, not over HTTP. */
class MaskIT {

  private static final int WIDGETS = 5;
  private static final String KEY = Base64.getEncoder().encodeToString(new byte[32]);
  private static final String STATES = Topics.state(new ResourceType("person"));
  private static final long CARD = 4_929_123_412_341_234L;
  private static final String SHOWN = "town-shown-7731";

  /** What every masked value contains, or is. */
  private static final List<String> HIDDEN =
      List.of(
          "ssn-hidden-",
          "mail-hidden-",
          "phone-hidden-",
          "secret-hidden-",
          "bio-hidden-",
          "doctor-hidden-",
          "4929123412341");

  private static final String MAPPING =
      """
      resource person {
        source = shop
        schema = "person.schema.json"
        root {
          table = public.people
          key = [ssn]
          fields = [ssn, mail, phone, card, bio, town]
          mask {
            ssn = hash, mail = hash, phone = redact, card = tokenize, bio = hash, secret = drop
          }
        }
        embed {
          visits {
            many = public.visits, key = [id], join { person = ssn }
            fields = [id, doctor, town]
            mask { person = hash, doctor = redact }
          }
        }
      }
      """;

  /** The value of bio is stored apart, so that the log of other changes does not have it. */
  private static final String[] TABLES = {
    """
    create table people (ssn text primary key, mail text, phone text, card bigint, secret text,
      bio text, town text)
    """,
    "alter table people alter column bio set storage external",
    "create table visits (id int primary key, person text, doctor text, town text)",
    "alter table visits replica identity full",
    person("ann", 1),
    person("bob", 2),
    person("cid", 3),
    """
    insert into visits values (1, 'ssn-hidden-ann', 'doctor-hidden-1', 'town-shown-7731'),
      (2, 'ssn-hidden-ann', null, 'town-shown-7731')
    """,
  };

  @TempDir private Path folder;

  private static String person(String name, int number) {
    return """
    insert into people values ('ssn-hidden-%1$s', 'mail-hidden-%1$s', 'phone-hidden-%1$s', %2$d,
      'secret-hidden-%1$s', repeat('bio-hidden-%1$s ', 600), '%3$s')
    """
        .formatted(name, CARD + number, SHOWN);
  }

  @Test
  void noMaskedValueIsWrittenAnywhere() throws Exception {
    List<Trace> traces = new ArrayList<>();
    Map<String, JsonNode> documents;
    List<Entry> refused;
    try (Traces logs = new Traces();
        RunningPipeline pipeline =
            RunningPipeline.startPrepared(folder, WIDGETS, MaskIT::addPeople)) {
      change(pipeline);
      documents = documents(pipeline);
      refused = records(pipeline, Topics.QUARANTINE);
      for (String path :
          List.of("/v1/sources", "/metrics", "/v1/resources", "/v1/resources/person")) {
        traces.add(
            new Trace(
                "http " + path, pipeline.http().get(path).body().getBytes(StandardCharsets.UTF_8)));
      }
      pipeline.stopNode();
      traces.addAll(Traces.topics(pipeline.servers().kafka()));
      traces.addAll(Traces.files(pipeline.configuration().data()));
      traces.addAll(logs.logs());
    }

    assertThat(Traces.places(traces, SHOWN.getBytes(StandardCharsets.UTF_8)))
        .as("what is not masked is found, so what is masked would be")
        .contains(
            Topics.changes("shop"),
            "headwater.journal",
            STATES,
            "file journal",
            "file view",
            "http /v1/resources/person");
    assertThat(traces).extracting(Trace::place).contains("log", Topics.OFFSETS);
    for (String hidden : HIDDEN) {
      assertThat(Traces.places(traces, hidden.getBytes(StandardCharsets.UTF_8)))
          .as(hidden)
          .isEmpty();
    }
    for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
      for (int number = 1; number <= 3; number++) {
        byte[] card = ByteBuffer.allocate(Long.BYTES).order(order).putLong(CARD + number).array();
        assertThat(Traces.places(traces, card)).isEmpty();
      }
    }
    assertDocuments(documents);
    assertRefused(refused);
  }

  private static void addPeople(DemoServers servers, Configuration configuration)
      throws SQLException, IOException {
    servers.transaction(TABLES);
    configuration.replace("resources/person.conf", MAPPING);
    configuration.replace("resources/person.schema.json", "{\"properties\": {}}");
    configuration.change(
        "application.conf",
        "resources = \"resources\"",
        "resources = \"resources\"\n  mask.key = \"" + KEY + "\"");
  }

  /** Every fate of a row, one of them a change whose document is withheld. */
  private static void change(RunningPipeline pipeline) throws SQLException {
    pipeline.transaction(
        "update people set mail = 'mail-hidden-new' where ssn = 'ssn-hidden-ann'",
        "insert into visits values (3, 'ssn-hidden-bob', 'doctor-hidden-3', 'town-shown-7731')");
    pipeline.transaction("update visits set person = 'ssn-hidden-bob' where id = 1");
    pipeline.transaction("delete from visits where id = 2");
    // The new key's row lacks the value that is stored apart, so its document is withheld.
    pipeline.transaction("update people set ssn = 'ssn-hidden-new' where ssn = 'ssn-hidden-cid'");
    pipeline.transaction(person("dan", 4));
    pipeline.transaction("update people set phone = null, mail = null where ssn like '%-dan'");
    pipeline.transaction("delete from people where ssn like '%-dan'");
    pipeline.awaitCaughtUp();
  }

  private static List<Entry> records(RunningPipeline pipeline, String topic) {
    try (TopicLog log = new TopicLog(pipeline.servers().kafka(), topic)) {
      return log.all();
    }
  }

  /** The newest documents by key; null of those that are deleted. */
  private static Map<String, JsonNode> documents(RunningPipeline pipeline) {
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    records(pipeline, STATES).stream()
        .filter(entry -> entry.value().isPresent())
        .forEach(entry -> documents.put(entry.key(), entry.json().path("resource")));
    return documents;
  }

  private static void assertDocuments(Map<String, JsonNode> documents) {
    Tokens tokens = new Tokens(MaskKey.parse(KEY).orElseThrow());
    assertThat(documents.keySet()).hasSize(4).allMatch(key -> key.matches("[0-9a-f]{64}"));
    List<JsonNode> present = documents.values().stream().filter(JsonNode::isObject).toList();
    assertThat(present).as("ann and bob; cid moved and dan is gone").hasSize(2);
    assertThat(present)
        .allSatisfy(
            person -> {
              assertThat(documents).containsEntry(person.path("ssn").asText(), person);
              assertThat(person.path("mail").asText()).matches("[0-9a-f]{64}");
              assertThat(person.path("bio").asText()).matches("[0-9a-f]{64}");
              assertThat(person.path("phone").asText()).isEqualTo("***");
              assertThat(person.path("town").asText()).isEqualTo(SHOWN);
              assertThat(person.has("secret")).isFalse();
            });
    assertThat(present.stream().map(person -> tokens.reveal(person.path("card").asText())))
        .extracting(value -> value.orElseThrow())
        .containsExactlyInAnyOrder(Value.of(CARD + 1), Value.of(CARD + 2));
    assertThat(present.stream().map(person -> person.path("visits").toString()))
        .containsExactlyInAnyOrder(
            "[]",
            Stream.of(1, 3)
                .map(id -> "{\"id\":%d,\"doctor\":\"***\",\"town\":\"%s\"}".formatted(id, SHOWN))
                .toList()
                .toString()
                .replace(", ", ","));
  }

  private static void assertRefused(List<Entry> refused) {
    assertThat(refused).hasSize(1);
    JsonNode kept = refused.getFirst().refusal();
    assertThat(kept.path("reason").asText())
        .contains("public.people", "bio")
        .containsPattern("row \"[0-9a-f]{64}\"");
  }
}
