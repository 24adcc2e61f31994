package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.app.RepositoryFiles;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on MongoDB is true: what it configures makes of its records what it says. */
class MongoDbTopicsIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");

  @TempDir Path folder;

  @Test
  void documentsBecomeStatesAsThePageSays() throws Exception {
    String topic = JSON.readTree(block("json", 0)).at("/config/topic.prefix").asText();
    topic += "." + JSON.readTree(block("json", 0)).at("/config/collection.include.list").asText();
    assertThat(block("hocon", 0)).contains("\"" + topic + "\"");
    try (EmbeddedKafkaBroker broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary())) {
      Map<String, Object> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
      try (Admin admin = Admin.create(kafka)) {
        admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
      }
      send(kafka, topic, block("text", 0));
      HeadwaterNode node =
          HeadwaterNode.start(
              NodePlanner.plan(configure(broker), Map.of(), line -> {}),
              new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
      try {
        HttpAnswers http = new HttpAnswers(node.uri());
        JsonNode documented = JSON.readTree(block("json", 1));
        await()
            .atMost(LIMIT)
            .until(
                () ->
                    http.status("/v1/resources/customer/1004") == 200
                        && http.json("/v1/resources/customer/1004").path("version").asInt() == 2);
        assertThat(http.json("/v1/resources/customer/1004").path("resource")).isEqualTo(documented);

        send(kafka, topic, block("text", 1));
        await().atMost(LIMIT).until(() -> http.status("/v1/resources/customer/1004") == 404);

        try (TopicLog states = new TopicLog(kafka, "headwater.state.customer")) {
          assertThat(states.all().stream().map(TopicLog.Entry::summary))
              .containsExactly("create v1", "update v2", "delete v3", "tombstone");
        }
        assertThat(http.json("/v1/quarantine/records").path("items")).isEmpty();
      } finally {
        node.stop();
      }
    }
  }

  private static void send(Map<String, Object> kafka, String topic, String records)
      throws Exception {
    List<String> lines = records.lines().toList();
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(kafka, new StringSerializer(), new StringSerializer())) {
      for (int i = 0; i < lines.size(); i += 2) {
        producer.send(new ProducerRecord<>(topic, lines.get(i), lines.get(i + 1))).get();
      }
    }
  }

  private Path configure(EmbeddedKafkaBroker broker) throws Exception {
    Path resources = Files.createDirectories(folder.resolve("resources"));
    Files.writeString(resources.resolve("customer.conf"), block("hocon", 1));
    return Files.writeString(
        folder.resolve("application.conf"),
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          resources = "resources"
          produce.partitions = 4
          http.port = 0
        }
        %s
        """
            .formatted(broker.bootstrapServers(), block("hocon", 0)));
  }

  /** A block of the page, by its language and number from 0. */
  private static String block(String language, int number) throws Exception {
    return BLOCK
        .matcher(Files.readString(RepositoryFiles.of("docs/mongodb.md")))
        .results()
        .filter(block -> block.group(1).equals(language))
        .map(MatchResult::group)
        .skip(number)
        .findFirst()
        .map(block -> block.substring(block.indexOf('\n') + 1, block.lastIndexOf("```")))
        .orElseThrow();
  }
}
