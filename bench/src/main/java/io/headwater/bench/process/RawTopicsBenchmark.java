package io.headwater.bench.process;

import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * From three raw topics to the widgets' state topic, with all that a node does: from a cold start,
 * and then as many changes again while the node runs. The broker has a process of its own on the
 * same machine.
 */
public final class RawTopicsBenchmark {

  private static final String SOURCE = "shop";
  private static final ResourceType WIDGET = new ResourceType("widget");

  /** Seldom, as each look asks the broker. */
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final double NANOS = 1e9;

  private final int widgets;
  private final int changes;
  private final int partitions;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private RawTopicsBenchmark(Arguments arguments) {
    this.widgets = arguments.number("widgets", 50_000);
    this.changes = arguments.number("changes", 500_000);
    this.partitions = arguments.number("partitions", 8);
  }

  /**
   * Runs it and prints what it found.
   *
   * @param args {@code --widgets=}, {@code --changes=} of each of the two parts, {@code
   *     --partitions=} of each raw topic
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, 0);
    RawTopicsBenchmark benchmark = new RawTopicsBenchmark(arguments);
    arguments.requireAllUsed();
    benchmark.run().print();
    System.exit(0);
  }

  private Report run() throws Exception {
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      WidgetTopics topics = new WidgetTopics(widgets, changes);
      topics.create(broker.bootstrapServers(), partitions);
      topics.write(broker.bootstrapServers(), changes);
      Path application = configure(folder.path(), broker.bootstrapServers());
      Counters start = counters(broker);
      HeadwaterNode node =
          HeadwaterNode.start(NodePlanner.plan(application, Map.of(), line -> {}), registry);
      try {
        Phase cold = phase(node, broker, start, changes);
        Counters warm = counters(broker);
        topics.write(broker.bootstrapServers(), changes);
        Phase second = phase(node, broker, warm, 2L * changes);
        return report(topics, cold, second, differences(broker, topics));
      } finally {
        node.stop();
      }
    }
  }

  /** Times in seconds, of processors too; counts since the start of the node. */
  private record Counters(double at, double node, double broker, double commits, double writes) {}

  /**
   * A part of the run.
   *
   * @param captured the seconds until all was in the change log
   * @param used what it took
   */
  private record Phase(double captured, Counters used) {}

  private Counters counters(BrokerProcess broker) {
    DistributionSummary journal = registry.find("headwater.journal.commit.writes").summary();
    return new Counters(
        System.nanoTime() / NANOS,
        Machine.processorNanos() / NANOS,
        broker.processorTime().toNanos() / NANOS,
        journal == null ? 0 : journal.count(),
        journal == null ? 0 : journal.totalAmount());
  }

  private Phase phase(HeadwaterNode node, BrokerProcess broker, Counters before, long captured) {
    long startedAt = System.nanoTime();
    while (captured() < captured) {
      pause(startedAt, "captured %.0f of %d changes".formatted(captured(), captured));
    }
    double seconds = System.nanoTime() / NANOS - before.at();
    awaitSettled(node, startedAt);
    Counters after = counters(broker);
    return new Phase(
        seconds,
        new Counters(
            after.at() - before.at(),
            after.node() - before.node(),
            after.broker() - before.broker(),
            after.commits() - before.commits(),
            after.writes() - before.writes()));
  }

  private record Found(long records, long wrong) {}

  private Report report(WidgetTopics topics, Phase cold, Phase warm, Found found) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("changes", changes);
    figures.put("widgets", widgets);
    figures.put("rawPartitions", partitions);
    figures.put("bytesPerRecord", topics.meanBytes());
    put(figures, "cold", cold);
    put(figures, "warm", warm);
    figures.put("stateRecords", found.records());
    figures.put("wrongWidgets", found.wrong());
    return new Report(
        "raw-topics",
        "%s; the same number again %s; %,d state records, %d of %,d widgets wrong"
            .formatted(text(cold), text(warm), found.records(), found.wrong(), widgets),
        figures);
  }

  private String text(Phase phase) {
    return "%,.0f changes/s (%,d in %.1f s, captured after %.1f s) with %.1f s of processor time in the node and %.1f s in the broker"
        .formatted(
            changes / phase.used().at(),
            changes,
            phase.used().at(),
            phase.captured(),
            phase.used().node(),
            phase.used().broker());
  }

  private void put(Map<String, Object> figures, String name, Phase phase) {
    figures.put(name + "ChangesPerSecond", changes / phase.used().at());
    figures.put(name + "Seconds", phase.used().at());
    figures.put(name + "SecondsUntilCaptured", phase.captured());
    figures.put(name + "NodeProcessorSeconds", phase.used().node());
    figures.put(name + "BrokerProcessorSeconds", phase.used().broker());
    figures.put(name + "JournalCommits", phase.used().commits());
    figures.put(name + "WritesPerCommit", phase.used().writes() / phase.used().commits());
  }

  private void awaitSettled(HeadwaterNode node, long startedAt) {
    long toldAt = startedAt;
    while (!node.isSettled(SOURCE, WIDGET)) {
      if (System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
        toldAt = System.nanoTime();
        System.err.printf(
            "%.0f s: %s records of the change log are not applied%n",
            (toldAt - startedAt) / NANOS,
            node.sources()
                .named(SOURCE)
                .flatMap(SourceStatus::unapplied)
                .map(records -> "%,d".formatted(records))
                .orElse("unknown"));
      }
      pause(startedAt, "unsettled: " + node.sources().all());
    }
  }

  private double captured() {
    Counter events = registry.find("headwater.capture.events").counter();
    return events == null ? 0 : events.count();
  }

  private static void pause(long startedAt, String state) {
    if (System.nanoTime() - startedAt > LIMIT.toNanos()) {
      throw new IllegalStateException("not done within " + LIMIT + ": " + state);
    }
    LockSupport.parkNanos(LOOK_EVERY.toNanos());
  }

  private Path configure(Path folder, String bootstrapServers) throws IOException {
    Path resources = Files.createDirectories(folder.resolve("resources"));
    copy("widget.conf", resources);
    copy("widget.schema.json", resources);
    Path application = folder.resolve("application.conf");
    Files.writeString(
        application,
        """
        headwater {
          data-dir = "data"
          kafka { bootstrap-servers = "%s", replication-factor = 1 }
          sources.%s { engine = kafka, topics = ["%s"] }
          resources = "resources"
          http.port = 0
        }
        """
            .formatted(bootstrapServers, SOURCE, String.join("\", \"", WidgetTopics.NAMES)));
    return application;
  }

  private static void copy(String name, Path folder) throws IOException {
    try (InputStream content = RawTopicsBenchmark.class.getResourceAsStream("/demo/" + name)) {
      if (content == null) {
        throw new IOException("the program lacks its resource /demo/" + name);
      }
      Files.copy(content, folder.resolve(name));
    }
  }

  /** Reads the state topic as any consumer would, and compares what it comes to. */
  private Found differences(BrokerProcess broker, WidgetTopics topics) {
    Map<String, Value> states = new HashMap<>();
    long records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "isolation.level",
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          consumer.partitionsFor(Topics.state(WIDGET)).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(all);
      consumer.seekToBeginning(all);
      Map<TopicPartition, Long> ends = consumer.endOffsets(all);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofMillis(200))) {
          records++;
          states.put(
              new String(one.key(), StandardCharsets.UTF_8),
              Json.readObject(one.value()).require("resource"));
        }
      }
    }
    long wrong =
        topics.expected().entrySet().stream()
            .filter(
                widget ->
                    !widget
                        .getValue()
                        .isSameAs(states.getOrDefault(widget.getKey(), Value.ofNull())))
            .count();
    return new Found(records, wrong + Math.max(0, states.size() - widgets));
  }
}
