package io.headwater.bench.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells how long a node takes to serve again: after a kill under load; after that with its folder
 * as it was before the load, so that the load is the tail to be read; and with its folder gone,
 * which is then rebuilt from the journal topic.
 *
 * <p>The journal is filled by the node itself, through actors, as one that runs fills it.
 */
final class RecoveryBenchmark {

  private static final int ENTITIES = 1_000_000;
  private static final int ACTIVE_ENTITIES = 20_000;
  private static final double MILLIS = 1e6;

  private final Load load;
  private final List<String> parameters;

  /**
   * A benchmark of that load.
   *
   * @param parameters the command line's, for the node's process
   */
  RecoveryBenchmark(Load load, List<String> parameters) {
    this.load = load;
    this.parameters = List.copyOf(parameters);
  }

  static Load load(Arguments arguments) {
    return Load.of(arguments, ENTITIES, ACTIVE_ENTITIES);
  }

  /** When a node came to which step, in milliseconds from its process's start. */
  private record Start(double started, double first, double every, long records) {}

  /**
   * Runs it.
   *
   * @param folder the node's
   * @param former takes the folder as it is before the load
   */
  Report run(BrokerProcess broker, WorkFolder folder, WorkFolder former)
      throws IOException, InterruptedException {
    long startedAt = System.nanoTime();
    try (JavaProcess node = node(broker, folder, false)) {
      awaitLine(node, NodeMain.CREATED);
      node.kill();
    }
    long fillNanos = System.nanoTime() - startedAt;
    former.copy(folder);
    try (JavaProcess node = node(broker, folder, true)) {
      awaitLine(node, NodeMain.EVERY);
      TimeUnit.NANOSECONDS.sleep(load.measured().toNanos());
      node.kill();
    }
    Start afterKill = restart(broker, folder);
    folder.copy(former);
    Start behind = restart(broker, folder);
    folder.clear();
    Start afterLoss = restart(broker, folder);
    Map<String, Object> figures = new LinkedHashMap<>();
    put(figures, "afterKill", afterKill);
    put(figures, "behind", behind);
    put(figures, "afterLoss", afterLoss);
    figures.put("rebuiltPerSecond", rate(afterLoss));
    figures.put("fillSeconds", fillNanos / 1e9);
    figures.put("entities", load.entities());
    figures.put("partitions", load.partitions());
    figures.put("nodeJvmOptions", String.join(" ", JournalBenchmarks.inheritedOptions()));
    return new Report(
        "recovery",
        "first commit %.1f s after the start that followed a kill (%,d records of tail), %.1f s after one with its folder of before the load (%,d records of tail), %.1f s after one without its folder (%,d records read, %,d/s); every partition after %.1f s, %.1f s and %.1f s"
            .formatted(
                afterKill.first() / 1e3,
                afterKill.records(),
                behind.first() / 1e3,
                behind.records(),
                afterLoss.first() / 1e3,
                afterLoss.records(),
                rate(afterLoss),
                afterKill.every() / 1e3,
                behind.every() / 1e3,
                afterLoss.every() / 1e3),
        figures);
  }

  private Start restart(BrokerProcess broker, WorkFolder folder) throws InterruptedException {
    long startedAt = System.nanoTime();
    try (JavaProcess node = node(broker, folder, true)) {
      awaitLine(node, NodeMain.STARTED);
      double started = (System.nanoTime() - startedAt) / MILLIS;
      awaitLine(node, NodeMain.FIRST);
      double first = (System.nanoTime() - startedAt) / MILLIS;
      String every = awaitLine(node, NodeMain.EVERY);
      double all = (System.nanoTime() - startedAt) / MILLIS;
      node.kill();
      return new Start(
          started, first, all, Long.parseLong(every.substring(every.indexOf(' ') + 1)));
    }
  }

  private JavaProcess node(BrokerProcess broker, WorkFolder folder, boolean exists) {
    List<String> arguments =
        new ArrayList<>(List.of(broker.bootstrapServers(), folder.path().toString(), "" + exists));
    arguments.addAll(parameters);
    return JavaProcess.start(JournalBenchmarks.inheritedOptions(), NodeMain.class, arguments);
  }

  private static String awaitLine(JavaProcess node, String word) {
    String line = node.line();
    while (!line.startsWith(word)) {
      line = node.line();
    }
    return line;
  }

  private static void put(Map<String, Object> figures, String prefix, Start start) {
    figures.put(prefix + "JournalOpenMillis", start.started());
    figures.put(prefix + "FirstCommitMillis", start.first());
    figures.put(prefix + "EveryPartitionMillis", start.every());
    figures.put(prefix + "RecordsRead", start.records());
  }

  private static long rate(Start start) {
    return Math.round(start.records() * 1e3 / Math.max(1, start.every() - start.started()));
  }
}
