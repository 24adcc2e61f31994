package io.headwater.actors.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.bootstrap.BootstrapViewWriter;
import io.headwater.core.bootstrap.StreamPositions;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedKafkaBroker;
import io.headwater.dev.server.KafkaBrokerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** State topics of a real broker are followed into a view. */
class ViewFollowerIT {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final String TOPIC = Topics.state(WIDGET);
  private static final int PARTITIONS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final ActorTestKit actors = ActorTestKit.create();
  private final ViewInMemory view = new ViewInMemory();
  private final AtomicLong askedAtNanos = new AtomicLong();
  private EmbeddedKafkaBroker broker;
  private Map<String, String> kafka;
  private Admin admin;

  @BeforeEach
  void start() {
    broker = EmbeddedKafkaBroker.start(KafkaBrokerSettings.temporary());
    kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
    admin = Admin.create(new HashMap<>(kafka));
  }

  @AfterEach
  void stop() {
    actors.shutdownTestKit();
    admin.close();
    broker.close();
  }

  /** The ids under each epoch that was ever opened. */
  private static final class ViewInMemory implements BootstrapViewWriter {

    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Long> next = new ConcurrentHashMap<>();
    private volatile String epoch = "";

    @Override
    public StreamPositions open(ResourceType type, String epoch, Duration tombstones) {
      if (!epoch.equals(this.epoch)) {
        next.clear();
        ids.put(epoch, ConcurrentHashMap.newKeySet());
        this.epoch = epoch;
      }
      return StreamPositions.of(epoch, next);
    }

    @Override
    public void apply(ResourceType type, List<Entry> entries, Map<Integer, Reached> reached) {
      entries.forEach(entry -> ids.getOrDefault(epoch, Set.of()).add(entry.id()));
      reached.forEach((partition, place) -> next.put(partition, place.next()));
    }
  }

  @Test
  void aTopicThatWasMadeAnewIsReadAnewUnderItsOwnEpochAndNeverMixedWithTheFormerOne()
      throws Exception {
    create();
    send("old", 10);
    try (KafkaTopicIds ids = new KafkaTopicIds(kafka);
        ViewFollower follower =
            new ViewFollower(
                actors.system(),
                new ViewSetup(
                    List.of(WIDGET),
                    kafka,
                    type -> {
                      Optional<String> id = ids.id(Topics.state(type));
                      askedAtNanos.set(System.nanoTime());
                      return id;
                    },
                    type -> ends(),
                    type -> Duration.ofDays(7)),
                view,
                new ViewAdvance())) {
      await().atMost(LIMIT).until(follower::isCaughtUp);
      String former = view.epoch;
      assertThat(view.ids.get(former)).hasSize(10);
      await()
          .atMost(LIMIT)
          .until(() -> System.nanoTime() - askedAtNanos.get() > EpochWatch.READING.toNanos());

      admin.deleteTopics(List.of(TOPIC)).all().get();
      await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(TOPIC));
      create();
      // Longer than the former one, so that the view's place is in it.
      send("new", 50);

      await().atMost(LIMIT).until(() -> !view.epoch.equals(former));
      await().atMost(LIMIT).until(follower::isCaughtUp);
      await().atMost(LIMIT).untilAsserted(() -> assertThat(view.ids.get(view.epoch)).hasSize(50));
      assertThat(view.ids.get(former)).allMatch(id -> id.startsWith("old"));
      assertThat(view.ids.get(view.epoch)).allMatch(id -> id.startsWith("new"));
    }
  }

  private void create() throws Exception {
    admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
  }

  private void send(String prefix, int records) throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(kafka), new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < records; i++) {
        producer
            .send(new ProducerRecord<>(TOPIC, i % PARTITIONS, prefix + i, new byte[] {'1'}))
            .get();
      }
    }
  }

  private Map<Integer, Long> ends() {
    try {
      return admin
          .listOffsets(
              IntStream.range(0, PARTITIONS)
                  .mapToObj(partition -> new TopicPartition(TOPIC, partition))
                  .collect(Collectors.toMap(partition -> partition, end -> OffsetSpec.latest())),
              new ListOffsetsOptions().timeoutMs(Math.toIntExact(ViewSetup.END_AGE.toMillis())))
          .all()
          .get()
          .entrySet()
          .stream()
          .collect(
              Collectors.toMap(end -> end.getKey().partition(), end -> end.getValue().offset()));
    } catch (Exception e) {
      return Map.of();
    }
  }
}
