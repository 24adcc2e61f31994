package io.headwater.bench.process;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/** Creates widgets, changes them for a while, and tells how many changes a second were applied. */
final class ThroughputBenchmark {

  /** The figure that says how many events a second there were. */
  static final String RATE = "eventsPerSecond";

  private static final Duration CREATE_LIMIT = Duration.ofMinutes(10);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(30);
  private static final double MILLIS = 1e6;

  private final String name;
  private final Load load;
  private final MeterRegistry registry;
  private final Map<String, Object> settings;

  /**
   * A benchmark of that name.
   *
   * @param settings of the journal, as they are to be reported
   */
  ThroughputBenchmark(
      String name, Load load, MeterRegistry registry, Map<String, Object> settings) {
    this.name = name;
    this.load = load;
    this.registry = registry;
    this.settings = settings;
  }

  /** One reading of everything that counts up. */
  private record Counters(
      long nanos,
      long ownProcessor,
      Duration otherProcessor,
      long allocated,
      double published,
      double commits) {}

  /**
   * Runs on that node.
   *
   * @param other the processor time that the journal's server has used so far
   */
  Report run(MeasuredNode node, Supplier<Duration> other)
      throws ExecutionException, InterruptedException, TimeoutException {
    ActorRef<LoadDriver.Message> driver =
        node.drive(LoadDriver.Fleet.unborn(load.entities(), node), load.inFlight());
    long startedAt = System.nanoTime();
    CompletableFuture<Void> created = new CompletableFuture<>();
    driver.tell(new LoadDriver.Create(created));
    created.get(CREATE_LIMIT.toSeconds(), TimeUnit.SECONDS);
    double creationSeconds = (System.nanoTime() - startedAt) / 1e9;

    driver.tell(LoadDriver.Change.CHANGE);
    TimeUnit.NANOSECONDS.sleep(load.warmup().toNanos());
    Counters before = counters(other);
    driver.tell(LoadDriver.Measure.MEASURE);
    TimeUnit.NANOSECONDS.sleep(load.measured().toNanos());
    CompletableFuture<Latencies> counted = new CompletableFuture<>();
    CompletableFuture<Void> idle = new CompletableFuture<>();
    driver.tell(new LoadDriver.Finish(counted, idle));
    Latencies latencies = counted.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
    Counters after = counters(other);
    idle.get(ANSWER_LIMIT.toSeconds(), TimeUnit.SECONDS);
    latencies.sort();
    return report(latencies, creationSeconds, before, after);
  }

  private Report report(
      Latencies latencies, double creationSeconds, Counters before, Counters after) {
    double seconds = (after.nanos() - before.nanos()) / 1e9;
    long rate = Math.round(latencies.count() / seconds);
    double p50 = latencies.percentile(0.5).toNanos() / MILLIS;
    double p99 = latencies.percentile(0.99).toNanos() / MILLIS;
    double commits = after.commits() - before.commits();
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put(RATE, rate);
    figures.put(
        "publishedPerSecond", Math.round((after.published() - before.published()) / seconds));
    figures.put("p50Millis", p50);
    figures.put("p99Millis", p99);
    figures.put("maxMillis", latencies.percentile(1).toNanos() / MILLIS);
    figures.put("commitsPerSecond", commits / seconds);
    figures.put("writesPerCommit", commits == 0 ? 0.0 : latencies.count() / commits);
    double own = (after.ownProcessor() - before.ownProcessor()) / 1e9;
    double server = after.otherProcessor().minus(before.otherProcessor()).toNanos() / 1e9;
    figures.put("ownCores", own / seconds);
    figures.put("serverCores", server / seconds);
    figures.put("ownMicrosPerEvent", own * 1e6 / latencies.count());
    figures.put("serverMicrosPerEvent", server * 1e6 / latencies.count());
    figures.put(
        "allocatedBytesPerEvent",
        Math.round((after.allocated() - before.allocated()) / (double) latencies.count()));
    figures.put("createdPerSecond", Math.round(load.entities() / creationSeconds));
    figures.put("entities", load.entities());
    figures.put("activeEntities", load.activeEntities());
    figures.put("inFlight", load.inFlight());
    figures.put("partitions", load.partitions());
    figures.putAll(settings);
    figures.put("warmupSeconds", load.warmup().toSeconds());
    figures.put("measuredSeconds", seconds);
    return new Report(
        name,
        "%,d events/s, p50 %.1f ms, p99 %.1f ms (%,d widgets, %,d active, %,d in flight)"
            .formatted(rate, p50, p99, load.entities(), load.activeEntities(), load.inFlight()),
        figures);
  }

  private Counters counters(Supplier<Duration> other) {
    DistributionSummary commits = registry.find("headwater.journal.commit.writes").summary();
    return new Counters(
        System.nanoTime(),
        Machine.processorNanos(),
        other.get(),
        Machine.allocatedBytes(),
        registry.find("headwater.state.records").counter() == null
            ? 0
            : registry.get("headwater.state.records").counter().count(),
        commits == null ? 0 : commits.count());
  }
}
