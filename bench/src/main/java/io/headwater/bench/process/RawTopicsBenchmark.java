package io.headwater.bench.process;

import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.micrometer.core.instrument.Counter;
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
 * From three raw topics to the widgets' state topic, with all that a node does, from a cold start;
 * the broker has a process of its own on the same machine.
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
   * @param args {@code --widgets=}, {@code --changes=}, {@code --partitions=} of each raw topic
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
      topics.write(broker.bootstrapServers(), partitions);
      Path application = configure(folder.path(), broker.bootstrapServers());
      Usage before = Usage.now(broker);
      HeadwaterNode node =
          HeadwaterNode.start(NodePlanner.plan(application, Map.of(), line -> {}), registry);
      try {
        long startedAt = System.nanoTime();
        double captured = awaitCaptured(startedAt);
        awaitSettled(node, startedAt);
        double seconds = (System.nanoTime() - startedAt) / NANOS;
        Usage used = Usage.now(broker).minus(before);
        return report(topics, new Times(captured, seconds), used, differences(broker, topics));
      } finally {
        node.stop();
      }
    }
  }

  private record Times(double captured, double settled) {}

  /** Processor time, of this process and of the broker's. */
  private record Usage(double node, double broker) {

    static Usage now(BrokerProcess broker) {
      return new Usage(Machine.processorNanos() / NANOS, broker.processorTime().toNanos() / NANOS);
    }

    Usage minus(Usage other) {
      return new Usage(node - other.node, broker - other.broker);
    }
  }

  private record Found(long records, long wrong) {}

  private Report report(WidgetTopics topics, Times times, Usage used, Found found) {
    double rate = changes / times.settled();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("changesPerSecond", rate);
    figures.put("changes", changes);
    figures.put("widgets", widgets);
    figures.put("rawPartitions", partitions);
    figures.put("bytesPerRecord", topics.meanBytes());
    figures.put("seconds", times.settled());
    figures.put("secondsUntilCaptured", times.captured());
    figures.put("nodeProcessorSeconds", used.node());
    figures.put("brokerProcessorSeconds", used.broker());
    figures.put("stateRecords", found.records());
    figures.put("wrongWidgets", found.wrong());
    return new Report(
        "raw-topics",
        "%,.0f changes/s (%,d in %.1f s; captured after %.1f s), %.1f s of processor time in the node and %.1f s in the broker, %,d state records, %d of %,d widgets wrong"
            .formatted(
                rate,
                changes,
                times.settled(),
                times.captured(),
                used.node(),
                used.broker(),
                found.records(),
                found.wrong(),
                widgets),
        figures);
  }

  private double awaitCaptured(long startedAt) {
    while (captured() < changes) {
      pause(startedAt, "captured %.0f of %d changes".formatted(captured(), changes));
    }
    return (System.nanoTime() - startedAt) / NANOS;
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
