package io.headwater.bench.process;

import io.headwater.core.resource.Partitions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * The process of a node that is to be killed: creates its widgets or finds them, then changes them
 * until it is ended. It prints a word at each step.
 */
final class NodeMain {

  /** The journal is open, its partitions are not. */
  static final String STARTED = "started";

  /** All widgets are created. */
  static final String CREATED = "created";

  /** The first change is committed and acknowledged. */
  static final String FIRST = "first";

  /** One change in each partition is; the number of journal records read for that follows. */
  static final String EVERY = "every";

  private NodeMain() {}

  /** Takes the broker's address, a folder, and whether the widgets exist; then the parameters. */
  public static void main(String[] args) throws Exception {
    boolean exists = Boolean.parseBoolean(args[2]);
    Load load = RecoveryBenchmark.load(new Arguments(args, 3));
    MeterRegistry registry = new SimpleMeterRegistry();
    MeasuredNode node = KafkaNode.start(load, args[0], Path.of(args[1]), registry);
    say(STARTED);
    Set<Integer> answered = ConcurrentHashMap.newKeySet();
    ActorRef<LoadDriver.Message> driver =
        node.drive(
            new LoadDriver.Fleet(
                1,
                load.entities(),
                exists,
                node::tell,
                widget -> {
                  int before = answered.size();
                  if (before < load.partitions()
                      && answered.add(Partitions.of(widget.id().text(), load.partitions()))) {
                    if (before == 0) {
                      say(FIRST);
                    }
                    if (answered.size() == load.partitions()) {
                      say(EVERY + " " + recovered(registry));
                    }
                  }
                }),
            load.inFlight());
    if (!exists) {
      CompletableFuture<Void> created = new CompletableFuture<>();
      driver.tell(new LoadDriver.Create(created));
      created.get();
      say(CREATED);
    }
    driver.tell(LoadDriver.Change.CHANGE);
    // The end of the input is the end of the parent.
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }

  private static long recovered(MeterRegistry registry) {
    return (long) registry.get("headwater.journal.recovered.records").counter().count();
  }

  private static void say(String word) {
    System.out.println(word);
    System.out.flush();
  }
}
