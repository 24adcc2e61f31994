package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.PARTITIONS;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static io.headwater.persistence.journal.JournalSamples.replaced;
import static io.headwater.persistence.journal.JournalSamples.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.publish.StateRecord;
import io.headwater.core.resource.Partitions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;

/** Nodes whose partitions open one by one. */
abstract class OwnershipScenario extends JournalScenario {

  /** Longer than any test waits. */
  static final Duration FOREVER = Duration.ofMinutes(10);

  static final String FENCED = "another process has taken this writer's place";
  static final String NOT_OPEN = "is not open on this node";

  private final Map<String, SimpleMeterRegistry> registries = new HashMap<>();

  /** The nodes that all others take for reachable members of their cluster. */
  final Set<String> alive = ConcurrentHashMap.newKeySet();

  /** A node without open partitions, whose store is named after it. */
  JournalRuntime node(String name) {
    return node(name, name, FOREVER, OwnershipScenario::plain);
  }

  JournalRuntime node(String name, Duration handOverWait) {
    return node(name, name, handOverWait, OwnershipScenario::plain);
  }

  JournalRuntime node(
      String name,
      String store,
      Duration handOverWait,
      Function<Map<String, Object>, Producer<String, byte[]>> producers) {
    JournalSettings settings =
        new JournalSettings(
            topics.kafka(),
            PARTITIONS,
            name,
            directory.resolve(store),
            1_000,
            1_000,
            Duration.ofMinutes(1),
            5,
            History.NEWEST,
            handOverWait);
    return closedInTheEnd(
        new JournalRuntime(
            settings,
            new JournalRuntime.Surroundings(
                registry(name),
                CommitObserver.NONE,
                new Membership(name, alive::contains),
                producers)));
  }

  SimpleMeterRegistry registry(String name) {
    return registries.computeIfAbsent(name, any -> new SimpleMeterRegistry());
  }

  static Producer<String, byte[]> plain(Map<String, Object> properties) {
    return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
  }

  static void open(JournalRuntime node, int... partitions) throws Exception {
    for (int partition : partitions) {
      node.open(partition).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }
  }

  /** The id of a widget that lives in a partition. */
  static String widgetIn(int partition) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "w" + i)
        .filter(id -> Partitions.of(id, PARTITIONS) == partition)
        .findFirst()
        .orElseThrow();
  }

  static JournalWrite submit(JournalRuntime node, String id, long version) {
    JournalWrite write = write(replaced(WIDGET, id, version), version);
    node.submit(write);
    return write;
  }

  static JournalEntry persist(JournalRuntime node, String id, long version) throws Exception {
    JournalWrite write = submit(node, id, version);
    assertThat(result(write)).isEmpty();
    return write.entry();
  }

  static void assertRefused(JournalRuntime node, String id, long version, String reason) {
    JournalWrite write = submit(node, id, version);
    assertThatThrownBy(() -> result(write)).hasMessageContaining(reason);
  }

  /** The versions of a widget that consumers of the state topic see. */
  List<Long> published(String id) {
    return topics.committed(JournalTopics.WIDGETS).stream()
        .filter(state -> state.key().equals(id))
        .map(state -> state.headers().lastHeader(StateRecord.VERSION_HEADER).value())
        .map(version -> Long.parseLong(new String(version, StandardCharsets.UTF_8)))
        .toList();
  }

  List<Long> journaled(String id) {
    return topics.journaled(JournalSamples.persistenceId(WIDGET, id)).stream()
        .map(JournalEntry::sequenceNr)
        .toList();
  }

  /** Who claims a partition, the latest last. */
  List<String> claimants(int partition) {
    try (ClaimLog claims = new ClaimLog(topics.kafka())) {
      return claims.read().stream()
          .filter(claim -> claim.partition() == partition)
          .map(claim -> claim.claimant().writerId())
          .toList();
    }
  }

  void awaitClaimants(int partition, String... names) {
    Awaitility.await().atMost(LIMIT).until(() -> claimants(partition).equals(List.of(names)));
  }
}
