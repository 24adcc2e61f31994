package io.headwater.bench.process;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Clients that follow changes over HTTP and clients that read single states, first alone, and then
 * beside many that follow slowly and many that only keep a connection: what those cost the others.
 * In the end alone once more, which tells how much of a difference is the machine's.
 *
 * <p>The server with its view, and the crowd, have processes of their own on this machine. The
 * server's process writes the changes, each with the time of its writing.
 */
public final class TailsBenchmark {

  private static final int READERS = 64;
  private static final double AIM = 2;

  /** The same load, before anything counts. */
  private static final int WARM_UP_SECONDS = 30;

  /** Until the buffers of the kernel between server and slow clients are full. */
  private static final int SETTLE_SECONDS = 10;

  private final int widgets;
  private final int partitions;
  private final int good;
  private final int slow;
  private final int idle;
  private final int rate;
  private final int reads;
  private final int seconds;
  private final Map<String, Object> figures = new LinkedHashMap<>();

  private TailsBenchmark(Arguments arguments) {
    this.widgets = arguments.number("widgets", 50_000);
    this.partitions = arguments.number("partitions", 16);
    this.good = arguments.number("good", 20);
    this.slow = arguments.number("slow", 500);
    this.idle = arguments.number("idle", 500);
    this.rate = arguments.number("rate", 200);
    this.reads = arguments.number("reads", 1_000);
    this.seconds = arguments.number("seconds", 30);
  }

  /**
   * Runs it and prints what it found.
   *
   * @param args {@code --good=} clients that follow, {@code --slow=} ones, {@code --idle=}
   *     connections, {@code --rate=} changes per second, {@code --reads=} per second (0 for as many
   *     as 64 connections can), {@code --seconds=} of each part, {@code --widgets=}, {@code
   *     --partitions=}
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments = new Arguments(args, 0);
    TailsBenchmark benchmark = new TailsBenchmark(arguments);
    arguments.requireAllUsed();
    benchmark.run().print();
    System.exit(0);
  }

  /** One part of the run. */
  private record Part(Latencies tails, ReadLoad.Found reads) {}

  private Report run() throws Exception {
    figures.put("widgets", widgets);
    figures.put("partitions", partitions);
    figures.put("good", good);
    figures.put("slow", slow);
    figures.put("idle", idle);
    figures.put("changesPerSecond", rate);
    figures.put("readConnections", READERS);
    figures.put("readsPerSecondAskedFor", reads);
    figures.put("seconds", seconds);
    // Twice as many may be connected: those of one part are still leaving when the next begins.
    int tails = 2 * (good + slow);
    try (ViewServer server =
        ViewServer.start(
            new ViewServer.Shape(widgets, partitions, rate, tails + 2 * (idle + READERS), tails))) {
      // What is compiled by then counts for the part alone and the one that comes later alike.
      measure(server, WARM_UP_SECONDS);
      Part alone = part(server, "alone");
      Part crowded;
      int lost;
      try (Crowd crowd = Crowd.start(server.uri(), slow, idle)) {
        crowded = part(server, "crowded");
        lost = crowd.end();
      }
      figures.put("lostOfTheCrowd", lost);
      return report(alone, crowded, part(server, "afterwards"), lost);
    }
  }

  private Part part(ViewServer server, String name) throws Exception {
    Part part = measure(server, seconds);
    put(name + "Tail", part.tails());
    put(name + "Read", part.reads().latencies());
    figures.put(name + "EventsPerClientAndSecond", part.tails().count() / (double) good / seconds);
    figures.put(name + "ReadsPerSecond", part.reads().perSecond());
    System.err.println(name + ": " + text(part));
    return part;
  }

  private Part measure(ViewServer server, int forSeconds) throws Exception {
    ReadLoad.Window window = ReadLoad.Window.after(SETTLE_SECONDS, forSeconds);
    ReadLoad load =
        new ReadLoad(
            server.uri(),
            READERS,
            reads,
            random ->
                "/v1/resources/%s/%d"
                    .formatted(ViewServerMain.WIDGET.name(), 1 + random.nextInt(widgets)));
    try (Followers followers = Followers.open(server.uri(), good, window)) {
      ReadLoad.Found found = load.run(window);
      return new Part(followers.delays(), found);
    }
  }

  private void put(String name, Latencies latencies) {
    figures.put(name + "P50Micros", micros(latencies, 0.5));
    figures.put(name + "P99Micros", micros(latencies, 0.99));
  }

  private Report report(Part alone, Part crowded, Part afterwards, int lost) {
    double tails = ratio(alone.tails(), crowded.tails());
    double points = ratio(alone.reads().latencies(), crowded.reads().latencies());
    figures.put("tailP99Ratio", tails);
    figures.put("readP99Ratio", points);
    return new Report(
        "tails",
        String.format(
            Locale.ROOT,
            "%d clients that follow %,d changes/s, alone: %s; beside %d slow ones and %d idle"
                + " connections, of which %d were lost: %s; alone again: %s; p99 of events %.2f and of reads %.2f"
                + " times what it was alone (aim: at most %.0f)",
            good,
            rate,
            text(alone),
            slow,
            idle,
            lost,
            text(crowded),
            text(afterwards),
            tails,
            points,
            AIM),
        figures);
  }

  private static String text(Part part) {
    return String.format(
        Locale.ROOT,
        "events p50 %.1f ms, p99 %.1f ms, %,.0f reads/s p50 %.1f ms, p99 %.1f ms",
        micros(part.tails(), 0.5) / 1e3,
        micros(part.tails(), 0.99) / 1e3,
        part.reads().perSecond(),
        micros(part.reads().latencies(), 0.5) / 1e3,
        micros(part.reads().latencies(), 0.99) / 1e3);
  }

  private static double ratio(Latencies alone, Latencies crowded) {
    return micros(crowded, 0.99) / (double) micros(alone, 0.99);
  }

  private static long micros(Latencies latencies, double share) {
    return latencies.percentile(share).toNanos() / 1_000;
  }
}
