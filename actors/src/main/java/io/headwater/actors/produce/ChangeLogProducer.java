package io.headwater.actors.produce;

import io.headwater.core.produce.CommandLedger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.PreRestart;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.UniqueKillSwitch;

/**
 * Runs the stream of one source's change log; a cluster singleton per source.
 *
 * <p>When the stream fails it starts anew from the committed offset, after a pause that grows;
 * whatever was applied already has no effect then.
 */
public final class ChangeLogProducer extends AbstractBehavior<ChangeLogProducer.Message> {

  private static final Duration MIN_RESTART_PAUSE = Duration.ofMillis(500);
  private static final Duration MAX_RESTART_PAUSE = Duration.ofSeconds(30);
  private static final double RESTART_JITTER = 0.2;

  /** What the producer is told. */
  public sealed interface Message {}

  /** Stop; what is under way is read again later. */
  public enum Stop implements Message {
    STOP
  }

  private record Ended(Optional<Throwable> failure) implements Message {}

  private final UniqueKillSwitch stream;
  private final Runnable forget;

  /** The behavior for a source. */
  public static Behavior<Message> create(
      String source,
      ProduceParts parts,
      ResourceSharding sharding,
      ProduceMeters meters,
      ProduceLag lag) {
    BiConsumer<CommandLedger.Command, ActorRef<ResourceEntity.Applied>> sender =
        (command, replies) ->
            sharding.tell(command.resource(), new ResourceEntity.ApplyChanges(command, replies));
    return create(
        source,
        parts,
        () -> ChangeLogReader.open(parts.kafka(), source),
        new ResourceRouter.Surroundings(sender, parts.quarantine(), meters, Clock.systemUTC()),
        lag);
  }

  static Behavior<Message> create(
      String source,
      ProduceParts parts,
      Supplier<ChangeLogReader> readers,
      ResourceRouter.Surroundings surroundings,
      ProduceLag lag) {
    return Behaviors.<Message>supervise(
            Behaviors.setup(
                context ->
                    new ChangeLogProducer(
                        context, source, parts, readers.get(), surroundings, lag)))
        .onFailure(
            SupervisorStrategy.restartWithBackoff(
                MIN_RESTART_PAUSE, MAX_RESTART_PAUSE, RESTART_JITTER));
  }

  private ChangeLogProducer(
      ActorContext<Message> context,
      String source,
      ProduceParts parts,
      ChangeLogReader reader,
      ResourceRouter.Surroundings surroundings,
      ProduceLag lag) {
    super(context);
    Pair<UniqueKillSwitch, CompletionStage<Done>> running =
        run(context, source, parts, reader, surroundings);
    LongSupplier applied = reader::applied;
    lag.observe(source, applied);
    this.forget = () -> lag.forget(source, applied);
    this.stream = running.first();
    context.pipeToSelf(
        running.second(), (done, failure) -> new Ended(Optional.ofNullable(failure)));
  }

  /** A stream that does not run does not close its reader. */
  private static Pair<UniqueKillSwitch, CompletionStage<Done>> run(
      ActorContext<Message> context,
      String source,
      ProduceParts parts,
      ChangeLogReader reader,
      ResourceRouter.Surroundings surroundings) {
    boolean isRunning = false;
    try {
      ActorRef<ResourceRouter.Message> router =
          context.spawnAnonymous(ResourceRouter.create(parts.settings(), surroundings));
      Pair<UniqueKillSwitch, CompletionStage<Done>> running =
          new ChangeLogStream(source, reader.partitions(), parts, router, surroundings)
              .graph(reader)
              .run(context.getSystem());
      isRunning = true;
      return running;
    } finally {
      if (!isRunning) {
        reader.close();
      }
    }
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(PostStop.class, signal -> onEnd())
        .onSignal(PreRestart.class, signal -> onEnd())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    return switch (message) {
      case Stop ignored -> {
        stream.shutdown();
        yield Behaviors.stopped();
      }
      case Ended ended ->
          throw new IllegalStateException(
              "the change log's stream has ended", ended.failure().orElse(null));
    };
  }

  private Behavior<Message> onEnd() {
    forget.run();
    stream.shutdown();
    return this;
  }
}
