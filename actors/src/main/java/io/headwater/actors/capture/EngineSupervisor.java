package io.headwater.actors.capture;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.SourceStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;

/**
 * Starts the engine of one source and starts it again when it ends; a cluster singleton per source.
 *
 * <p>The pause before a start doubles with each failure in a row, up to {@link #MAX_PAUSE}; an
 * engine that ran longer than that counts as recovered.
 */
public final class EngineSupervisor extends AbstractBehavior<EngineSupervisor.Message> {

  /** The longest pause between two starts. */
  public static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  private static final Duration MIN_PAUSE = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
  private static final Duration REPORT_EVERY = Duration.ofMillis(200);

  /** What the supervisor is told. */
  public sealed interface Message {}

  /** Stop the engine for good. */
  public enum Stop implements Message {
    STOP
  }

  private enum Start implements Message {
    START
  }

  private enum Report implements Message {
    REPORT
  }

  private record Started(CaptureEngine.Running engine) implements Message {}

  private record Ended(Optional<Throwable> failure) implements Message {}

  private final CaptureEngine engine;
  private final String kind;
  private final Consumer<SourceStatus> statuses;
  private final TimerScheduler<Message> timers;
  private final Executor blocking;
  private Optional<CaptureEngine.Running> running = Optional.empty();
  private int failuresInARow;
  private long startedAtNanos;
  private boolean starting;
  private boolean stopping;

  /**
   * The behavior for one engine.
   *
   * @param kind the kind of database, for the status
   * @param statuses is told the status several times a second and at every turn
   */
  public static Behavior<Message> create(
      CaptureEngine engine, String kind, Consumer<SourceStatus> statuses) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new EngineSupervisor(context, timers, engine, kind, statuses)));
  }

  private EngineSupervisor(
      ActorContext<Message> context,
      TimerScheduler<Message> timers,
      CaptureEngine engine,
      String kind,
      Consumer<SourceStatus> statuses) {
    super(context);
    this.engine = engine;
    this.kind = kind;
    this.statuses = statuses;
    this.timers = timers;
    this.blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
    timers.startTimerWithFixedDelay(Report.REPORT, REPORT_EVERY);
    start();
  }

  @Override
  public Receive<Message> createReceive() {
    return newReceiveBuilder()
        .onMessage(Message.class, this::onMessage)
        .onSignal(PostStop.class, signal -> onStopped())
        .build();
  }

  private Behavior<Message> onMessage(Message message) {
    return switch (message) {
      case Stop ignored -> onStop();
      case Start ignored -> {
        start();
        yield this;
      }
      case Report ignored -> {
        running.ifPresent(live -> statuses.accept(live.status()));
        yield this;
      }
      case Started started -> onStarted(started.engine());
      case Ended ended -> onEnded(ended.failure());
    };
  }

  private void start() {
    starting = true;
    startedAtNanos = System.nanoTime();
    statuses.accept(status(SourceStatus.EngineState.STARTING, Optional.empty()));
    getContext()
        .pipeToSelf(
            CompletableFuture.supplyAsync(engine::start, blocking),
            (started, failure) ->
                failure == null ? new Started(started) : new Ended(Optional.of(failure)));
  }

  private Behavior<Message> onStarted(CaptureEngine.Running started) {
    starting = false;
    running = Optional.of(started);
    if (stopping) {
      return onStop();
    }
    getContext()
        .pipeToSelf(
            started.completion(),
            (ended, failure) -> new Ended(failure == null ? ended : Optional.of(failure)));
    return this;
  }

  private Behavior<Message> onEnded(Optional<Throwable> failure) {
    starting = false;
    if (stopping) {
      return Behaviors.stopped();
    }
    running = Optional.empty();
    failuresInARow =
        System.nanoTime() - startedAtNanos > MAX_PAUSE.toNanos() ? 1 : failuresInARow + 1;
    Duration pause = MIN_PAUSE.multipliedBy(1L << Math.min(failuresInARow - 1, 5));
    pause = pause.compareTo(MAX_PAUSE) > 0 ? MAX_PAUSE : pause;
    String reason = failure.map(EngineSupervisor::reason).orElse("it ended by itself");
    getContext()
        .getLog()
        .error(
            "the engine of source {} has ended ({}. time in a row) and starts again in {}: {}",
            engine.source(),
            failuresInARow,
            pause,
            reason,
            failure.orElse(null));
    statuses.accept(status(SourceStatus.EngineState.BACKING_OFF, Optional.of(reason)));
    timers.startSingleTimer(Start.START, pause);
    return this;
  }

  private Behavior<Message> onStop() {
    stopping = true;
    timers.cancelAll();
    if (running.isEmpty()) {
      // One that is on its way is stopped when it is there.
      return starting ? this : Behaviors.stopped();
    }
    CaptureEngine.Running live = running.get();
    getContext()
        .pipeToSelf(
            CompletableFuture.runAsync(() -> live.stop(STOP_LIMIT), blocking),
            (done, failure) -> new Ended(Optional.ofNullable(failure)));
    return this;
  }

  private Behavior<Message> onStopped() {
    statuses.accept(status(SourceStatus.EngineState.STOPPED, Optional.empty()));
    return this;
  }

  private SourceStatus status(SourceStatus.EngineState state, Optional<String> failure) {
    return new SourceStatus(
        engine.source(),
        kind,
        state,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        failure);
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return failure.getCause() == null || failure.getMessage() == null
        ? root.toString()
        : failure.getMessage() + " (" + root + ")";
  }
}
