package io.headwater.bench.journal;

import io.headwater.dev.server.EmbeddedPostgresServer;
import io.headwater.dev.server.PostgresServerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs one of the journal's benchmarks: its name, then {@code --name=number}. The JVM's own options
 * are those of what is measured.
 */
public final class JournalBenchmarks {

  private static final int HOT_ENTITIES = 20_000;
  private static final int COLD_ENTITIES = 500_000;
  private static final int HEAP_ENTITIES = 100_000;

  /** More than there are: nothing is passivated. */
  private static final int ALL = 10_000_000;

  private static final int WRONG_USE = 2;

  private JournalBenchmarks() {}

  /**
   * Runs one and prints what it found.
   *
   * @param args the benchmark's name, then its parameters
   */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    Arguments arguments = new Arguments(args, Math.min(1, args.length));
    switch (name) {
      case "hot" -> kafka(name, Load.of(arguments, HOT_ENTITIES, ALL), arguments);
      case "cold" -> kafka(name, Load.of(arguments, COLD_ENTITIES, HOT_ENTITIES), arguments);
      case "jdbc-hot" -> jdbc(name, Load.of(arguments, HOT_ENTITIES, ALL), arguments);
      case "jdbc-cold" -> jdbc(name, Load.of(arguments, COLD_ENTITIES, HOT_ENTITIES), arguments);
      case "heap" -> heap(Load.of(arguments, HEAP_ENTITIES, ALL), arguments);
      case "recovery" ->
          recovery(
              RecoveryBenchmark.load(arguments),
              Arrays.asList(args).subList(1, args.length),
              arguments);
      default -> {
        System.err.println(
            "say which: hot, cold, jdbc-hot, jdbc-cold, heap or recovery; mend: see docs/benchmarks.md");
        System.exit(WRONG_USE);
      }
    }
    System.exit(0);
  }

  /** This process's own JVM options, for processes that are measured in its place. */
  static List<String> inheritedOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  private static void kafka(String name, Load load, Arguments arguments) throws Exception {
    arguments.requireAllUsed();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      try (MeasuredNode node =
          KafkaNode.start(load, broker.bootstrapServers(), folder.path(), registry)) {
        new ThroughputBenchmark(name, load, registry, Map.of())
            .run(node, broker::processorTime)
            .print();
      }
    }
  }

  private static void jdbc(String name, Load load, Arguments arguments) throws Exception {
    boolean durable = arguments.number("fsync", 0) == 1;
    arguments.requireAllUsed();
    Map<String, Object> settings = new LinkedHashMap<>(JdbcNode.settings());
    settings.put("fsync", durable ? "on" : "off");
    MeterRegistry registry = new SimpleMeterRegistry();
    try (EmbeddedPostgresServer server =
            EmbeddedPostgresServer.start(PostgresServerSettings.temporary().withDurable(durable));
        MeasuredNode node = JdbcNode.start(load, server, registry)) {
      new ThroughputBenchmark(name, load, registry, settings)
          .run(node, () -> JdbcNode.processorTime(server))
          .print();
    }
  }

  private static void heap(Load load, Arguments arguments) throws Exception {
    arguments.requireAllUsed();
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      try (MeasuredNode node =
          KafkaNode.start(
              load, broker.bootstrapServers(), folder.path(), new SimpleMeterRegistry())) {
        new HeapBenchmark(load).run(node).print();
      }
    }
  }

  private static void recovery(Load load, List<String> parameters, Arguments arguments)
      throws Exception {
    arguments.requireAllUsed();
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      new RecoveryBenchmark(load, parameters).run(broker, folder).print();
    }
  }
}
