package io.headwater.actors.produce;

import io.headwater.core.produce.CommandLedger;
import io.headwater.core.quarantine.Quarantine;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.quarantine.WithheldResource;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/**
 * Sends the changes of one change log partition to their resources and knows when each unit of work
 * is acknowledged; the shell of {@link CommandLedger}.
 */
final class ResourceRouter extends AbstractBehavior<ResourceRouter.Message> {

  private static final int TICKS_PER_TIMEOUT = 10;

  sealed interface Message {}

  /** Take on these changes; {@code done} completes when all are acknowledged. Local only. */
  record Offer(List<CommandLedger.Assignment> assignments, CompletableFuture<Void> done)
      implements Message {}

  private record Acknowledged(ResourceEntity.Applied applied) implements Message {}

  private record WithheldKept(ResourceEntity.Applied applied) implements Message {}

  private record NotKept(long commandId) implements Message {}

  private enum Tick implements Message {
    TICK
  }

  /** What the router needs around it. */
  record Surroundings(
      BiConsumer<CommandLedger.Command, ActorRef<ResourceEntity.Applied>> sender,
      Quarantine quarantine,
      ProduceMeters meters,
      Clock clock) {}

  private final Surroundings surroundings;
  private final CommandLedger ledger;
  private final Map<Long, CompletableFuture<Void>> works = new HashMap<>();
  private final Set<Long> keeping = new HashSet<>();
  private final ActorRef<ResourceEntity.Applied> replies;
  private long lastWork;

  static Behavior<Message> create(ProduceSettings settings, Surroundings surroundings) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  timers.startTimerWithFixedDelay(
                      Tick.TICK, settings.commandTimeout().dividedBy(TICKS_PER_TIMEOUT));
                  return new ResourceRouter(context, settings, surroundings);
                }));
  }

  private ResourceRouter(
      ActorContext<Message> context, ProduceSettings settings, Surroundings surroundings) {
    super(context);
    this.surroundings = surroundings;
    this.ledger = new CommandLedger(settings.commandTimeout().toNanos());
    this.replies = context.messageAdapter(ResourceEntity.Applied.class, Acknowledged::new);
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(PostStop.class, signal -> onStop())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    switch (message) {
      case Offer offer -> onOffer(offer);
      case Acknowledged acknowledged -> onAcknowledged(acknowledged.applied());
      case WithheldKept kept -> onSettled(kept.applied());
      case NotKept notKept -> keeping.remove(notKept.commandId());
      case Tick ignored -> onTick();
    }
    return this;
  }

  private void onOffer(Offer offer) {
    if (offer.assignments().isEmpty()) {
      offer.done().complete(null);
      return;
    }
    long work = ++lastWork;
    works.put(work, offer.done());
    ledger.accept(work, offer.assignments(), System.nanoTime()).forEach(this::send);
  }

  private void onAcknowledged(ResourceEntity.Applied applied) {
    if (applied.withheld().isEmpty()) {
      onPublishable(applied);
      return;
    }
    // A command that was sent again meanwhile is answered again.
    if (!keeping.add(applied.commandId())) {
      return;
    }
    CompletableFuture<?>[] kept =
        applied.withheld().stream()
            .map(withheld -> keep(applied, withheld).toCompletableFuture())
            .toArray(CompletableFuture[]::new);
    // Until the quarantine has it, the command stays in flight and is sent again when overdue.
    getContext()
        .pipeToSelf(
            CompletableFuture.allOf(kept),
            (ok, failure) ->
                failure == null ? new WithheldKept(applied) : new NotKept(applied.commandId()));
  }

  /** Nothing is withheld of the resource any more, whatever the quarantine still says. */
  private void onPublishable(ResourceEntity.Applied applied) {
    if (keeping.contains(applied.commandId())) {
      return;
    }
    Optional<CommandLedger.Command> command =
        ledger.inFlight(applied.resource(), applied.commandId());
    if (command.isEmpty() || !isAwaited(command.get(), applied.changes())) {
      onSettled(applied);
      return;
    }
    keeping.add(applied.commandId());
    getContext()
        .pipeToSelf(
            surroundings.quarantine().published(source(command.get()), applied.resource()),
            (ok, failure) ->
                failure == null ? new WithheldKept(applied) : new NotKept(applied.commandId()));
  }

  /** Whether the quarantine waits for the resource: a change without rows is a refresh. */
  private boolean isAwaited(CommandLedger.Command command, int changes) {
    return command.changes().stream().limit(changes).anyMatch(it -> it.rows().isEmpty())
        || surroundings.quarantine().isWithheld(source(command), command.resource());
  }

  private static String source(CommandLedger.Command command) {
    return command.changes().getFirst().provenance().source();
  }

  private CompletionStage<Void> keep(
      ResourceEntity.Applied applied, ResourceEntity.Withheld withheld) {
    surroundings.meters().withheld();
    Instant now = surroundings.clock().instant();
    return surroundings
        .quarantine()
        .keep(
            new WithheldResource(applied.resource(), withheld.position())
                .refused(
                    withheld.source(),
                    withheld.cause(),
                    withheld.reason(),
                    withheld.at().shown(),
                    now)
                .withTries(tries(applied, withheld, now)));
  }

  /** A refresh is one more try of a document that was withheld before. */
  private Tries tries(
      ResourceEntity.Applied applied, ResourceEntity.Withheld withheld, Instant now) {
    boolean isRefresh =
        ledger.inFlight(applied.resource(), applied.commandId()).stream()
            .flatMap(command -> command.changes().stream())
            .anyMatch(change -> change.rows().isEmpty() && change.at().equals(withheld.at()));
    return isRefresh ? Tries.firstAt(now).again(Tries.RENDERING) : Tries.firstAt(now);
  }

  private void onSettled(ResourceEntity.Applied applied) {
    keeping.remove(applied.commandId());
    CommandLedger.Progress progress =
        ledger.acknowledge(
            applied.resource(), applied.commandId(), applied.changes(), System.nanoTime());
    progress.next().ifPresent(this::send);
    for (long work : progress.finished()) {
      CompletableFuture<Void> done = works.remove(work);
      if (done != null) {
        done.complete(null);
      }
    }
  }

  private void onTick() {
    List<CommandLedger.Command> overdue = ledger.overdue(System.nanoTime());
    if (!overdue.isEmpty()) {
      surroundings.meters().resent(overdue.size());
      getContext()
          .getLog()
          .warn(
              "{} commands are unanswered and sent again, the first to {}",
              overdue.size(),
              overdue.getFirst().resource());
      overdue.forEach(this::send);
    }
  }

  private void send(CommandLedger.Command command) {
    surroundings.sender().accept(command, replies);
  }

  private Behavior<Message> onStop() {
    IllegalStateException stopped = new IllegalStateException("the router has stopped");
    works.values().forEach(done -> done.completeExceptionally(stopped));
    return this;
  }
}
