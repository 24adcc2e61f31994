package io.headwater.bench.process;

import io.headwater.actors.produce.ResourceEntity;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.resource.ResourceKey;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Keeps a number of commands in flight, never two for one widget: a reply sends the next command,
 * to the widget that has waited longest. A widget's first command creates it.
 */
final class LoadDriver extends AbstractBehavior<LoadDriver.Message> {

  /** What the driver is told, replies included. */
  sealed interface Message {}

  private record Reply(ResourceEntity.Applied applied) implements Message {}

  /** Sends commands until each widget is created. */
  record Create(CompletableFuture<Void> done) implements Message {}

  /** Sends changes, without counting, until it is told something else. */
  enum Change implements Message {
    CHANGE
  }

  /** Counts from here on. */
  enum Measure implements Message {
    MEASURE
  }

  /** Hands over what was counted and goes on with nothing; done when nothing is in flight. */
  record Finish(CompletableFuture<Latencies> latencies, CompletableFuture<Void> idle)
      implements Message {}

  private static final long OFFSETS_PER_MILLI = 1_000;

  private final Fleet fleet;
  private final int maxInFlight;
  private final ActorRef<ResourceEntity.Applied> replies;
  private final ResourceKey[] widgets;
  private final long[] sentAtNanos;

  /** The widgets that have no command in flight, longest first: a ring. */
  private final int[] waiting;

  private int firstWaiting;
  private int inFlight;
  // Above the offsets of any earlier run: a resource drops what it takes for applied.
  private long offset = System.currentTimeMillis() * OFFSETS_PER_MILLI;
  private long created;
  private boolean creating;
  private boolean sending;
  private boolean counting;
  private Latencies latencies = new Latencies();
  private CompletableFuture<Void> idle = new CompletableFuture<>();

  /**
   * What is driven.
   *
   * @param first the number of the first widget
   * @param widgets how many there are
   * @param exists whether they were created before
   * @param sharding sends a command to a widget
   * @param answered is told of each widget that has answered
   */
  record Fleet(
      int first,
      int widgets,
      boolean exists,
      BiConsumer<ResourceKey, ResourceEntity.Command> sharding,
      Consumer<ResourceKey> answered) {

    /** Widgets that are to be created. */
    static Fleet unborn(int widgets, MeasuredNode node) {
      return new Fleet(1, widgets, false, node::tell, widget -> {});
    }
  }

  static Behavior<Message> create(Fleet fleet, int maxInFlight) {
    return Behaviors.setup(context -> new LoadDriver(context, fleet, maxInFlight));
  }

  private LoadDriver(ActorContext<Message> context, Fleet fleet, int maxInFlight) {
    super(context);
    int widgets = fleet.widgets();
    this.fleet = fleet;
    this.created = fleet.exists() ? widgets : 0;
    this.maxInFlight = Math.min(maxInFlight, widgets);
    this.replies = context.messageAdapter(ResourceEntity.Applied.class, Reply::new);
    this.widgets = new ResourceKey[widgets];
    this.sentAtNanos = new long[widgets];
    this.waiting = new int[widgets];
    for (int widget = 0; widget < widgets; widget++) {
      this.widgets[widget] = WidgetFleet.key(fleet.first() + widget);
      waiting[widget] = widget;
    }
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder().onMessage(Message.class, this::onMessage).build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Reply reply -> onReply(reply.applied());
      case Create create -> {
        idle = create.done();
        creating = true;
        send();
      }
      case Change ignored -> {
        sending = true;
        send();
      }
      case Measure ignored -> {
        counting = true;
        latencies = new Latencies();
      }
      case Finish finish -> {
        counting = false;
        sending = false;
        finish.latencies().complete(latencies);
        idle = finish.idle();
        completeWhenIdle();
      }
    }
    return this;
  }

  private void onReply(ResourceEntity.Applied applied) {
    if (!applied.withheld().isEmpty()) {
      throw new IllegalStateException("a change was withheld: " + applied);
    }
    int widget = (int) applied.commandId();
    fleet.answered().accept(applied.resource());
    if (counting) {
      latencies.add(System.nanoTime() - sentAtNanos[widget]);
    }
    waiting[(firstWaiting + widgets.length - inFlight) % widgets.length] = widget;
    inFlight--;
    send();
    completeWhenIdle();
  }

  private void send() {
    while (inFlight < maxInFlight && (sending || (creating && created < widgets.length))) {
      int widget = waiting[firstWaiting];
      firstWaiting = (firstWaiting + 1) % widgets.length;
      inFlight++;
      boolean isNew = created < widgets.length;
      ResourceKey key = widgets[widget];
      CommandLedger.Command command =
          isNew
              ? WidgetFleet.creation(key, widget, ++offset)
              : WidgetFleet.change(key, widget, ++offset);
      created += isNew ? 1 : 0;
      sentAtNanos[widget] = System.nanoTime();
      fleet.sharding().accept(key, new ResourceEntity.ApplyChanges(command, replies));
    }
  }

  private void completeWhenIdle() {
    if (inFlight == 0) {
      creating = false;
      idle.complete(null);
    }
  }
}
