package io.headwater.bench.process;

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

  /** Fewer: the jdbc journal takes minutes to create them. */
  private static final int COMPARED_ENTITIES = 100_000;

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
      case "hot" -> kafka(name, hot(arguments), arguments).print();
      case "cold" -> kafka(name, cold(arguments, COLD_ENTITIES), arguments).print();
      case "jdbc-hot" -> jdbc(name, hot(arguments), arguments).print();
      case "jdbc-cold" -> jdbc(name, cold(arguments, COLD_ENTITIES), arguments).print();
      case "compare" -> compare(arguments);
      case "heap" -> heap(Load.of(arguments, HEAP_ENTITIES, ALL), arguments);
      case "recovery" ->
          recovery(
              RecoveryBenchmark.load(arguments),
              Arrays.asList(args).subList(1, args.length),
              arguments);
      default -> {
        System.err.println(
            "say which: hot, cold, jdbc-hot, jdbc-cold, compare, heap or recovery; mend: see docs/benchmarks.md");
        System.exit(WRONG_USE);
      }
    }
    System.exit(0);
  }

  /** This process's own JVM options, for processes that are measured in its place. */
  static List<String> inheritedOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments();
  }

  private static Load hot(Arguments arguments) {
    return Load.of(arguments, HOT_ENTITIES, ALL);
  }

  private static Load cold(Arguments arguments, int entities) {
    return Load.of(arguments, entities, HOT_ENTITIES);
  }

  /** Both journals in one run, one after the other, so that they have the same machine. */
  private static void compare(Arguments arguments) throws Exception {
    Load hot = hot(arguments);
    Load cold = cold(arguments, COMPARED_ENTITIES);
    // Asked for here too, as the first run would not know it.
    arguments.number("fsync", 0);
    double inMemory = ratio(kafka("hot", hot, arguments), jdbc("jdbc-hot", hot, arguments));
    double outOfMemory = ratio(kafka("cold", cold, arguments), jdbc("jdbc-cold", cold, arguments));
    new Report(
            "compare",
            "%.1f times the events of the jdbc journal in memory, %.1f times out of memory"
                .formatted(inMemory, outOfMemory),
            Map.of("inMemory", inMemory, "outOfMemory", outOfMemory))
        .print();
  }

  private static double ratio(Report one, Report other) {
    one.print();
    other.print();
    return one.number(ThroughputBenchmark.RATE) / other.number(ThroughputBenchmark.RATE);
  }

  private static Report kafka(String name, Load load, Arguments arguments) throws Exception {
    arguments.requireAllUsed();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      try (MeasuredNode node =
          KafkaNode.start(load, broker.bootstrapServers(), folder.path(), registry)) {
        return new ThroughputBenchmark(name, load, registry, Map.of())
            .run(node, broker::processorTime);
      }
    }
  }

  private static Report jdbc(String name, Load load, Arguments arguments) throws Exception {
    boolean durable = arguments.number("fsync", 0) == 1;
    arguments.requireAllUsed();
    Map<String, Object> settings = new LinkedHashMap<>(JdbcNode.settings());
    settings.put("fsync", durable ? "on" : "off");
    MeterRegistry registry = new SimpleMeterRegistry();
    try (EmbeddedPostgresServer server =
            EmbeddedPostgresServer.start(PostgresServerSettings.temporary().withDurable(durable));
        MeasuredNode node = JdbcNode.start(load, server, registry)) {
      return new ThroughputBenchmark(name, load, registry, settings)
          .run(node, () -> JdbcNode.processorTime(server));
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
        WorkFolder former = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      new RecoveryBenchmark(load, parameters).run(broker, folder, former).print();
    }
  }
}
