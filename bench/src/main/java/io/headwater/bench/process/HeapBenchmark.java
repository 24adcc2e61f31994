package io.headwater.bench.process;

import io.headwater.bench.SampleWidget;
import io.headwater.core.produce.Decision;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.resource.ResourceKey;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorRef;

/** Tells how much heap an active resource takes beyond its state. */
final class HeapBenchmark {

  private static final Duration CREATE_LIMIT = Duration.ofMinutes(10);
  private static final int COLLECTIONS = 4;
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** The first widgets load classes and fill buffers before anything is measured. */
  private static final int WARMUP_WIDGETS = 2_000;

  private final Load load;

  HeapBenchmark(Load load) {
    this.load = load;
  }

  Report run(MeasuredNode node) throws ExecutionException, InterruptedException, TimeoutException {
    create(
        node.drive(
            new LoadDriver.Fleet(
                load.entities() + 1, WARMUP_WIDGETS, false, node::tell, widget -> {}),
            load.inFlight()));
    // The driver's own arrays and keys are there before the first reading.
    ActorRef<LoadDriver.Message> driver =
        node.drive(LoadDriver.Fleet.unborn(load.entities(), node), load.inFlight());
    long before = usedHeap();
    create(driver);
    long withActors = usedHeap() - before;

    long beforeStates = usedHeap();
    ResourceState[] states = states();
    long withStates = usedHeap() - beforeStates;
    // Also keeps the states reachable until here.
    int held = states.length;
    double actor = withActors / (double) held;
    double state = withStates / (double) held;
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("bytesPerActiveEntity", Math.round(actor));
    figures.put("bytesPerState", Math.round(state));
    figures.put("bytesBeyondState", Math.round(actor - state));
    figures.put("entities", held);
    return new Report(
        "heap",
        "%,.0f bytes per active resource, %,.0f of them its state, %,.0f beyond (%,d resources)"
            .formatted(actor, state, actor - state, held),
        figures);
  }

  private static void create(ActorRef<LoadDriver.Message> driver)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<Void> created = new CompletableFuture<>();
    driver.tell(new LoadDriver.Create(created));
    created.get(CREATE_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** The states that the actors hold, made by the same rules, without actors. */
  private ResourceState[] states() {
    ResourceDecider decider = SampleWidget.decider();
    ResourceState[] states = new ResourceState[load.entities()];
    for (int widget = 0; widget < states.length; widget++) {
      ResourceKey key = WidgetFleet.key(widget + 1);
      Decision decision =
          decider.decide(
              key,
              ResourceDecider.initial(),
              WidgetFleet.creation(key, widget, widget).changes().getFirst());
      if (!(decision instanceof Decision.Accept accept)) {
        throw new IllegalStateException("the widget is not accepted: " + decision);
      }
      states[widget] = ResourceDecider.evolve(accept.event());
    }
    return states;
  }

  @SuppressWarnings("SystemGc")
  private static long usedHeap() throws InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
