package io.headwater.bench.process;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.core.bootstrap.BootstrapViewWriter.Content;
import io.headwater.core.bootstrap.BootstrapViewWriter.Entry;
import io.headwater.core.bootstrap.BootstrapViewWriter.Reached;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.bootstrap.ViewStatus;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceType;
import io.headwater.http.server.HttpPorts;
import io.headwater.http.server.HttpServer;
import io.headwater.http.server.HttpSettings;
import io.headwater.http.server.RunningServer;
import io.headwater.persistence.bootstrap.RocksBootstrapView;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of a bootstrap view in RocksDB and the HTTP server before it, without Kafka: its
 * states are written by this process. It prints its address when it serves all of them, and ends
 * when its input does; its folder goes with it.
 */
final class ViewServerMain {

  private static final Logger LOG = LoggerFactory.getLogger(ViewServerMain.class);

  static final ResourceType WIDGET = new ResourceType("widget");

  private static final String EPOCH = "bench";
  private static final Duration TOMBSTONES = Duration.ofDays(7);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private static final Duration STOP_PATIENCE = Duration.ofMillis(100);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  /** As many records as a consumer's poll brings at most. */
  private static final int FILL_BATCH = 500;

  private static final long SEED = 1;

  private final WorkFolder folder;
  private final RocksBootstrapView view;
  private final ViewAdvance advance = new ViewAdvance();
  private final long[] next;
  private volatile Optional<RunningServer> http = Optional.empty();
  private volatile boolean isEnded;

  private ViewServerMain(WorkFolder folder, RocksBootstrapView view) {
    this.folder = folder;
    this.view = view;
    this.next = new long[view.partitions()];
  }

  /**
   * Takes numbers: the widgets, the partitions, the changes per second that it writes (0 for none),
   * and the connections and followers that it takes at a time.
   */
  public static void main(String[] args) {
    int status = 1;
    try {
      int[] numbers = Stream.of(args).mapToInt(Integer::parseInt).toArray();
      ViewServerMain server = open(numbers[1]);
      // However this process is told to end.
      Runtime.getRuntime().addShutdownHook(new Thread(server::end));
      server.fill(numbers[0]);
      RunningServer running = server.serve(numbers[3], numbers[4]);
      server.http = Optional.of(running);
      System.out.println(running.uri());
      System.out.flush();
      if (numbers[2] > 0) {
        Thread.ofPlatform().name("writer").start(() -> server.change(numbers[0], numbers[2]));
      }
      // The parent writes nothing: the end of the input is the end of the parent.
      System.in.transferTo(OutputStream.nullOutputStream());
      status = 0;
    } catch (Exception e) {
      LOG.error("the states cannot be served", e);
    }
    System.exit(status);
  }

  private static ViewServerMain open(int partitions) throws IOException {
    WorkFolder folder = WorkFolder.create();
    try {
      return new ViewServerMain(
          folder, RocksBootstrapView.open(folder.path().resolve("view"), partitions));
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private void end() {
    isEnded = true;
    // First, as its answers read the view.
    http.ifPresent(
        running ->
            running
                .stop(STOP_PATIENCE)
                .toCompletableFuture()
                .completeOnTimeout(Done.getInstance(), STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .join());
    view.close();
    try {
      folder.close();
    } catch (IOException e) {
      LOG.error("its folder {} is left over", folder.path(), e);
    }
  }

  private void fill(int widgets) {
    view.open(WIDGET, EPOCH, TOMBSTONES);
    List<Entry> entries = new ArrayList<>(FILL_BATCH);
    for (int widget = 1; widget <= widgets; widget++) {
      entries.add(entry(widget, WidgetStates.created(widget), Instant.now()));
      if (entries.size() == FILL_BATCH || widget == widgets) {
        apply(entries);
        entries.clear();
      }
    }
  }

  /** Changes one widget at random after the other, each stamped with the time of its writing. */
  private void change(int widgets, int rate) {
    try {
      SplittableRandom random = new SplittableRandom(SEED);
      long period = TimeUnit.SECONDS.toNanos(1) / rate;
      long due = System.nanoTime();
      for (long version = 2; !isEnded; version++) {
        due += period;
        for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
          LockSupport.parkNanos(rest);
        }
        int widget = 1 + random.nextInt(widgets);
        Instant now = Instant.now();
        byte[] changed = WidgetStates.changed(widget, version, Stamps.micros(now));
        apply(List.of(entry(widget, changed, now)));
      }
    } catch (RuntimeException e) {
      if (!isEnded) {
        // Without its writer nothing that is measured here would be true.
        LOG.error("no more changes are written", e);
        System.exit(1);
      }
    }
  }

  private Entry entry(int widget, byte[] state, Instant now) {
    String id = Integer.toString(widget);
    int partition = Partitions.of(id, next.length);
    return new Entry(partition, next[partition]++, now, id, new Content.State(Bytes.of(state)));
  }

  private void apply(List<Entry> entries) {
    Map<Integer, Reached> reached = new HashMap<>();
    entries.forEach(
        entry ->
            reached.put(entry.partition(), new Reached(entry.offset() + 1, entry.timestamp())));
    view.apply(WIDGET, entries, reached);
    advance.moved(WIDGET);
  }

  private RunningServer serve(int connections, int tails) throws Exception {
    Config config =
        ConfigFactory.systemProperties()
            .withFallback(
                ConfigFactory.parseMap(
                    Map.of(
                        "headwater.cluster.host",
                        "127.0.0.1",
                        "headwater.cluster.port",
                        0,
                        "headwater.http.port",
                        0,
                        "headwater.http.connections.max",
                        connections,
                        "headwater.http.changes.max-tails",
                        tails,
                        "pekko.actor.provider",
                        "local")))
            .withFallback(ConfigFactory.parseResources("headwater-pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    NoQuarantine quarantine = new NoQuarantine();
    HttpPorts ports =
        new HttpPorts(
            view,
            new CaughtUp(),
            advance,
            (type, source, position, wait) -> CompletableFuture.completedStage(true),
            new NoLeases(),
            TOMBSTONES,
            List::of,
            quarantine,
            quarantine,
            Map.of(),
            List.of(),
            () -> "",
            InstantSource.system());
    return HttpServer.start(
            ActorSystem.create(Behaviors.empty(), "headwater", config),
            ports,
            HttpSettings.from(config.getConfig("headwater.http")))
        .toCompletableFuture()
        .get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** The view is never behind, as nothing but this process writes it. */
  private static final class CaughtUp implements ViewStatus {
    @Override
    public long lag(ResourceType type) {
      return 0;
    }

    @Override
    public boolean isCaughtUp() {
      return true;
    }
  }
}
