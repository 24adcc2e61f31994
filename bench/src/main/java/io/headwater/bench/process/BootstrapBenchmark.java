package io.headwater.bench.process;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * All states of a type, by every way to get them: bootstrap downloads over HTTP, COPY of the same
 * texts out of PostgreSQL, COPY of the join that makes them, and the state topic from its start.
 * Then points, pages and several ids at a time over HTTP.
 *
 * <p>The HTTP server with its view, the database and the broker have processes of their own on this
 * machine; this process only reads. Each way is tried once before it counts, and the ways take
 * turns, so that a slower minute of the machine is one of all.
 */
public final class BootstrapBenchmark {

  private static final int CONNECTIONS = 4;
  private static final int READERS = 64;
  private static final int PAGE = 100;
  private static final int BULK = 50;
  private static final int WARM_UP_SECONDS = 10;
  private static final double COPY_AIM = 0.7;
  private static final double JOIN_AIM = 3;
  private static final String RESOURCES = "/v1/resources/" + ViewServerMain.WIDGET.name();

  private final int widgets;
  private final int partitions;
  private final int seconds;
  private final int passes;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  private BootstrapBenchmark(Arguments arguments) {
    this.widgets = arguments.number("widgets", 1_000_000);
    this.partitions = arguments.number("partitions", 16);
    this.seconds = arguments.number("seconds", 15);
    this.passes = arguments.number("passes", 2);
  }

  /**
   * Runs it and prints what it found.
   *
   * @param args {@code --widgets=}, {@code --partitions=}, {@code --passes=} of each way that
   *     count, {@code --seconds=} of each kind of reads
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, 0);
    BootstrapBenchmark benchmark = new BootstrapBenchmark(arguments);
    arguments.requireAllUsed();
    benchmark.run().print();
    System.exit(0);
  }

  private Report run() throws Exception {
    WidgetStore store = WidgetStore.of(widgets);
    figures.put("states", widgets);
    figures.put("partitions", partitions);
    figures.put("bytesPerState", store.bytes() / store.states());
    try (ViewServer server = ViewServer.start(ViewServer.Shape.still(widgets, partitions))) {
      return new Report("bootstrap", downloads(server, store) + "; " + reads(server), figures);
    }
  }

  private String downloads(ViewServer server, WidgetStore store) throws Exception {
    try (WidgetDatabase database = WidgetDatabase.start(widgets);
        BrokerProcess broker = BrokerProcess.start()) {
      StateTopic topic = StateTopic.create(broker, widgets, partitions);
      Downloads downloads = new Downloads(server.uri());
      Reading one = new Reading("http1", store, downloads::plain);
      Reading four = new Reading("http4", store, () -> downloads.parallel(CONNECTIONS, partitions));
      Reading copy = new Reading("copy", store, database::stored);
      Reading nested = new Reading("joinNested", store, database::nested);
      Reading grouped = new Reading("joinGrouped", store, database::grouped);
      List<Reading> all =
          List.of(
              one,
              four,
              new Reading("gzip", store, downloads::gzip),
              new Reading("zstd", store, downloads::zstd),
              new Reading("client", store, downloads::verified),
              copy,
              nested,
              grouped,
              new Reading("topic", store, topic::read));
      for (Reading reading : all) {
        reading.warmUp();
      }
      for (int pass = 0; pass < passes; pass++) {
        for (Reading reading : all) {
          reading.measure();
        }
      }
      all.forEach(this::put);
      double join = Math.max(nested.statesPerSecond(), grouped.statesPerSecond());
      return all.stream().map(BootstrapBenchmark::text).collect(Collectors.joining("; "))
          + "; "
          + ratios("one", one.statesPerSecond(), copy.statesPerSecond(), join)
          + "; "
          + ratios("four", four.statesPerSecond(), copy.statesPerSecond(), join);
    }
  }

  private void put(Reading reading) {
    figures.put(reading.name() + "MegabytesPerSecond", reading.megabytesPerSecond());
    figures.put(reading.name() + "StatesPerSecond", reading.statesPerSecond());
    figures.put(reading.name() + "Seconds", reading.seconds());
    if (reading.transferred() > 0) {
      figures.put(reading.name() + "TransferredBytes", reading.transferred());
    }
  }

  private static String text(Reading reading) {
    return String.format(
        Locale.ROOT,
        "%s %,.0f MB/s, %,.0f states/s (%s s)",
        reading.name(),
        reading.megabytesPerSecond(),
        reading.statesPerSecond(),
        reading.seconds().stream()
            .map(pass -> String.format(Locale.ROOT, "%.2f", pass))
            .collect(Collectors.joining(", ")));
  }

  private String ratios(String connections, double http, double copy, double join) {
    figures.put(connections + "ToCopy", http / copy);
    figures.put(connections + "ToJoin", http / join);
    return String.format(
        Locale.ROOT,
        "over %s %.2f times COPY (aim %.1f) and %.2f times the join (aim %.0f)",
        connections,
        http / copy,
        COPY_AIM,
        http / join,
        JOIN_AIM);
  }

  private String reads(ViewServer server) throws InterruptedException {
    return "%d connections: %s; %s; %s"
        .formatted(
            READERS,
            reads(server, "point", random -> RESOURCES + "/" + id(random)),
            reads(server, "page", random -> RESOURCES + "?limit=" + PAGE + "&after=" + id(random)),
            reads(
                server,
                "bulk",
                random ->
                    IntStream.range(0, BULK)
                        .mapToObj(nth -> "id=" + id(random))
                        .collect(Collectors.joining("&", RESOURCES + "?", ""))));
  }

  private String reads(ViewServer server, String name, Function<SplittableRandom, String> path)
      throws InterruptedException {
    ReadLoad load = new ReadLoad(server.uri(), READERS, ReadLoad.UNLIMITED, path);
    load.run(ReadLoad.Window.after(0, WARM_UP_SECONDS));
    Duration before = server.processorTime();
    ReadLoad.Found found = load.run(ReadLoad.Window.after(0, seconds));
    double micros = server.processorTime().minus(before).toNanos() / 1e3;
    figures.put(name + "ReadsPerSecond", found.perSecond());
    figures.put(name + "P50Micros", micros(found, 0.5));
    figures.put(name + "P99Micros", micros(found, 0.99));
    figures.put(name + "ServerProcessorMicros", micros / found.latencies().count());
    String text =
        String.format(
            Locale.ROOT,
            "%s %,.0f reads/s, p50 %.1f ms, p99 %.1f ms, %.0f µs of the server's processor time each",
            name,
            found.perSecond(),
            micros(found, 0.5) / 1e3,
            micros(found, 0.99) / 1e3,
            micros / found.latencies().count());
    System.err.println(text);
    return text;
  }

  private int id(SplittableRandom random) {
    return 1 + random.nextInt(widgets);
  }

  private static long micros(ReadLoad.Found found, double share) {
    return found.latencies().percentile(share).toNanos() / 1_000;
  }
}
