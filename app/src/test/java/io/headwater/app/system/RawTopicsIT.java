package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.resource.ResourceType;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Topics that somebody else's connector fills become states. */
class RawTopicsIT {

  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int PARTITIONS = 3;
  private static final String STATES = "headwater.state.widget";
  private static final List<String> TOPICS =
      List.of(
          "legacy.public.widgets",
          "legacy.public.widget_dimensions",
          "legacy.public.widget_colors");

  @TempDir Path folder;
  private EmbeddedKafkaBroker broker;
  private KafkaProducer<String, String> producer;
  private HeadwaterNode node;
  private long position = 1_000;

  @BeforeEach
  void start() throws Exception {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    producer = new KafkaProducer<>(kafka(), new StringSerializer(), new StringSerializer());
    try (Admin admin = Admin.create(kafka())) {
      for (String topic : TOPICS) {
        admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
      }
      admin
          .createTopics(
              List.of(
                  new NewTopic("legacy.transaction", 1, (short) 1),
                  new NewTopic("legacy.rows", 1, (short) 1)))
          .all()
          .get();
      // A topic is made before the broker tells of it.
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  admin
                      .listTopics()
                      .names()
                      .get()
                      .containsAll(List.of("legacy.transaction", "legacy.rows")));
    }
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.stop();
    }
    producer.close();
    broker.close();
  }

  @Test
  void widgetsAreAssembledOnceAndGoOnAfterARestart() throws Exception {
    configure("topics = [\"%s\"]".formatted(String.join("\", \"", TOPICS)), "");
    created(1);
    created(2);
    startNode();

    awaitSettled();
    assertThat(resource(1).toString())
        .isEqualTo(
            "{\"id\":1,\"name\":\"Widget 1\",\"description\":null,\"quantity\":100,\"dimensions\":{\"x\":1,\"y\":2,\"z\":3},\"colors\":[\"red\"]}");

    node.stop();
    changed(1, 99);
    deleted(2);
    startNode();
    awaitSettled();

    assertThat(resource(1).path("quantity").asInt()).isEqualTo(99);
    assertThat(http().status("/v1/resources/widget/2")).isEqualTo(404);
    JsonNode source = http().json("/v1/sources/legacy");
    assertThat(source.path("kind").asText()).isEqualTo("Kafka topics");
    assertThat(source.path("state").asText()).isEqualTo("streaming");
    try (TopicLog states = new TopicLog(kafka(), STATES)) {
      List<Long> versions =
          states.all().stream()
              .filter(state -> state.key().equals("1") && state.value().isPresent())
              .map(state -> state.json().path("version").asLong())
              .toList();
      assertThat(versions).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void aSourceTransactionOverThreeTopicsIsOneState() throws Exception {
    configure(
        "topics = [\"%s\"]".formatted(String.join("\", \"", TOPICS)),
        "transactions = \"legacy.transaction\"");
    startNode();
    transaction(7, 1);
    transaction(8, 2);

    awaitSettled();

    try (TopicLog states = new TopicLog(kafka(), STATES)) {
      assertThat(states.all().stream().map(TopicLog.Entry::summary))
          .containsExactlyInAnyOrder("create v1", "create v1");
    }
    assertThat(resource(7).path("colors").toString()).isEqualTo("[\"red\"]");
  }

  @Test
  void whatCannotBeReadIsKeptAndRetriedWhenItCan() throws Exception {
    configure(
        "topics = [\"%s\", { topic = \"legacy.rows\", format = debezium-json }]"
            .formatted(String.join("\", \"", TOPICS)),
        "");
    created(1);
    send(
        "legacy.rows",
        "{\"id\":5}",
        "{\"id\":5,\"name\":\"flat\",\"description\":null,\"quantity\":5}");
    send(TOPICS.getFirst(), "{\"id\":1}", "garbage");
    changed(1, 98);
    startNode();
    awaitSettled();

    assertThat(resource(1).path("quantity").asInt()).isEqualTo(98);
    JsonNode kept = await().atMost(LIMIT).until(this::refused, found -> found.size() == 2);
    JsonNode row =
        kept.get(0).path("reason").asText().contains("does not tell its table")
            ? kept.get(0)
            : kept.get(1);
    assertThat(row.path("reason").asText())
        .contains("mend: name the table of topic 'legacy.rows' in the source's 'tables'");

    node.stop();
    configure(
        "topics = [\"%s\", { topic = \"legacy.rows\", format = debezium-json }]"
            .formatted(String.join("\", \"", TOPICS)),
        "tables = [{ table = public.widgets, topic = \"legacy.rows\", key = [id] }]");
    startNode();
    String id = row.path("id").asText();
    await().atMost(LIMIT).until(() -> http().status("/v1/quarantine/records/" + id) == 200);
    assertThat(post("/v1/quarantine/records/" + id + "/retry")).isEqualTo(202);

    await().atMost(LIMIT).until(() -> http().status("/v1/resources/widget/5") == 200);
    assertThat(resource(5).path("name").asText()).isEqualTo("flat");
    await().atMost(LIMIT).until(() -> refused().size() == 1);
  }

  private JsonNode refused() {
    return http().json("/v1/quarantine/records?source=legacy").path("items");
  }

  private int post(String path) throws Exception {
    URI uri = node.uri().resolve(path);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  private void transaction(int widget, int number) {
    String block =
        ",\"transaction\":{\"id\":\"t%d\",\"total_order\":%%d,\"data_collection_order\":1}"
            .formatted(number);
    send(
        TOPICS.get(2),
        "{\"id\":%d}".formatted(widget),
        envelope("widget_colors", "c", "null", color(widget), block.formatted(3)));
    send(
        TOPICS.get(0),
        "{\"id\":%d}".formatted(widget),
        envelope("widgets", "c", "null", row(widget, 100), block.formatted(1)));
    send(
        "legacy.transaction",
        "{\"id\":\"t%d\"}".formatted(number),
        "{\"status\":\"BEGIN\",\"id\":\"t%d\",\"event_count\":null,\"data_collections\":null}"
            .formatted(number));
    send(
        "legacy.transaction",
        "{\"id\":\"t%d\"}".formatted(number),
        "{\"status\":\"END\",\"id\":\"t%d\",\"event_count\":3,\"data_collections\":[{\"data_collection\":\"public.widgets\",\"event_count\":1},{\"data_collection\":\"public.widget_dimensions\",\"event_count\":1},{\"data_collection\":\"public.widget_colors\",\"event_count\":1}]}"
            .formatted(number));
    send(
        TOPICS.get(1),
        "{\"widget_id\":%d}".formatted(widget),
        envelope("widget_dimensions", "c", "null", size(widget), block.formatted(2)));
  }

  private void created(int widget) {
    send(
        TOPICS.get(0),
        "{\"id\":%d}".formatted(widget),
        envelope("widgets", "c", "null", row(widget, 100), ""));
    send(
        TOPICS.get(1),
        "{\"widget_id\":%d}".formatted(widget),
        envelope("widget_dimensions", "c", "null", size(widget), ""));
    send(
        TOPICS.get(2),
        "{\"id\":%d}".formatted(widget),
        envelope("widget_colors", "c", "null", color(widget), ""));
  }

  private void changed(int widget, int quantity) {
    send(
        TOPICS.get(0),
        "{\"id\":%d}".formatted(widget),
        envelope("widgets", "u", row(widget, 100), row(widget, quantity), ""));
  }

  private void deleted(int widget) {
    send(
        TOPICS.get(0),
        "{\"id\":%d}".formatted(widget),
        envelope("widgets", "d", row(widget, 100), "null", ""));
  }

  private static String row(int widget, int quantity) {
    return "{\"id\":%d,\"name\":\"Widget %d\",\"description\":null,\"quantity\":%d}"
        .formatted(widget, widget, quantity);
  }

  private static String size(int widget) {
    return "{\"widget_id\":%d,\"x\":1,\"y\":2,\"z\":3}".formatted(widget);
  }

  private static String color(int widget) {
    return "{\"id\":%d,\"widget_id\":%d,\"color\":\"red\"}".formatted(widget, widget);
  }

  private String envelope(String table, String op, String before, String after, String more) {
    position += 56;
    return "{\"before\":%s,\"after\":%s,\"source\":{\"version\":\"3.5.0.Final\",\"connector\":\"postgresql\",\"name\":\"legacy\",\"ts_ms\":1795000000123,\"snapshot\":\"false\",\"db\":\"shop\",\"schema\":\"public\",\"table\":\"%s\",\"txId\":%d,\"lsn\":%d,\"xmin\":null},\"op\":\"%s\",\"ts_ms\":1795000000200%s}"
        .formatted(before, after, table, position, position, op, more);
  }

  private void send(String topic, String key, String value) {
    try {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private Map<String, Object> kafka() {
    return Map.of("bootstrap.servers", broker.bootstrapServers());
  }

  private HttpAnswers http() {
    return new HttpAnswers(node.uri());
  }

  private JsonNode resource(int widget) {
    return http().json("/v1/resources/widget/" + widget).path("resource");
  }

  private void startNode() {
    node =
        HeadwaterNode.start(
            NodePlanner.plan(folder.resolve("application.conf"), Map.of(), line -> {}),
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  /** All that the topics hold is read, applied and in the view. */
  private void awaitSettled() {
    ResourceType widget = new ResourceType("widget");
    await()
        .atMost(LIMIT)
        .until(
            () ->
                node.sources().named("legacy").flatMap(status -> status.position()).isPresent()
                    && rawRead()
                    && node.isSettled("legacy", widget));
  }

  private boolean rawRead() throws Exception {
    String shown = node.sources().named("legacy").flatMap(status -> status.position()).orElse("");
    long read = 0;
    for (String topic : shown.split(" ")) {
      read += Long.parseLong(topic.substring(topic.lastIndexOf('@') + 1));
    }
    return read == written();
  }

  private long written() throws Exception {
    long written = 0;
    try (TopicLog widgets = new TopicLog(kafka(), TOPICS.get(0));
        TopicLog sizes = new TopicLog(kafka(), TOPICS.get(1));
        TopicLog colors = new TopicLog(kafka(), TOPICS.get(2));
        TopicLog transactions = new TopicLog(kafka(), "legacy.transaction");
        TopicLog rows = new TopicLog(kafka(), "legacy.rows")) {
      for (TopicLog log : List.of(widgets, sizes, colors, transactions, rows)) {
        written += log.all().size();
      }
    }
    return written;
  }

  private void configure(String... lines) throws Exception {
    Path resources = Files.createDirectories(folder.resolve("resources"));
    try (InputStream mapping = RawTopicsIT.class.getResourceAsStream("/demo/widget.conf");
        InputStream schema = RawTopicsIT.class.getResourceAsStream("/demo/widget.schema.json")) {
      Files.writeString(
          resources.resolve("widget.conf"),
          new String(Objects.requireNonNull(mapping).readAllBytes())
              .replace("source = shop", "source = legacy"));
      Files.write(
          resources.resolve("widget.schema.json"), Objects.requireNonNull(schema).readAllBytes());
    }
    Files.writeString(
        folder.resolve("application.conf"),
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          sources.legacy {
            engine = kafka
            %s
          }
          resources = "resources"
          produce.partitions = 4
          http.port = 0
        }
        """
            .formatted(broker.bootstrapServers(), String.join("\n    ", lines)));
  }
}
