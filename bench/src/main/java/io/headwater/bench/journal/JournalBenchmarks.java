package io.headwater.bench.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs one of the journal's benchmarks: {@code hot} or {@code cold}, then {@code --name=number}.
 */
public final class JournalBenchmarks {

  private static final int HOT_ENTITIES = 20_000;
  private static final int COLD_ENTITIES = 500_000;
  private static final int MANY = 1_000_000;

  private JournalBenchmarks() {}

  /**
   * Runs one and prints what it found.
   *
   * @param args the benchmark's name, then its parameters
   */
  public static void main(String[] args) throws Exception {
    String name = args.length == 0 ? "" : args[0];
    Arguments arguments = new Arguments(args, 1);
    switch (name) {
      case "hot" -> throughput(name, Load.of(arguments, HOT_ENTITIES, MANY), arguments);
      case "cold" -> throughput(name, Load.of(arguments, COLD_ENTITIES, HOT_ENTITIES), arguments);
      default -> {
        System.err.println("say which benchmark: hot or cold; mend: see docs/benchmarks.md");
        System.exit(2);
      }
    }
    System.exit(0);
  }

  private static void throughput(String name, Load load, Arguments arguments) throws Exception {
    arguments.requireAllUsed();
    MeterRegistry registry = new SimpleMeterRegistry();
    try (WorkFolder folder = WorkFolder.create();
        BrokerProcess broker = BrokerProcess.start()) {
      broker.createTopics(WidgetFleet.TYPE, load.partitions());
      try (MeasuredNode node =
          new MeasuredNode(derived(load, broker, folder.path()), load.partitions(), registry)) {
        new ThroughputBenchmark(name, load, registry).run(node, broker::processorTime).print();
      }
    }
  }

  private static Map<String, Object> derived(Load load, BrokerProcess broker, Path folder) {
    Map<String, Object> derived = new HashMap<>();
    String journal = "headwater.persistence.journal.";
    derived.put(journal + "partitions", load.partitions());
    derived.put(journal + "directory", folder.resolve("journal").toString());
    derived.put(journal + "kafka.\"bootstrap.servers\"", broker.bootstrapServers());
    derived.put(
        "pekko.cluster.sharding.passivation.default-strategy.active-entity-limit",
        load.activeEntities());
    return derived;
  }
}
