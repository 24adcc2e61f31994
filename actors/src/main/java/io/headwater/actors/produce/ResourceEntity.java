package io.headwater.actors.produce;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueFactory;
import io.headwater.core.produce.ChangeLogOffset;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.Decision;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.resource.ResourceKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandlerWithReply;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import org.apache.pekko.persistence.typed.javadsl.ReplyEffect;

/**
 * One resource instance: holds its current state and persists, and by that publishes, its events.
 *
 * <p>The rules are {@link ResourceDecider}'s; this is their shell. A reply means that the changes
 * that it counts are durable or were durable before. A command's work ends early behind a change
 * that is withheld, or its reason would be lost with the reply once a later change is applied; and
 * when what is to be persisted at once becomes large.
 */
public final class ResourceEntity
    extends EventSourcedBehaviorWithEnforcedReplies<
        ResourceEntity.Command, ResourceEvent, ResourceState> {

  private static final Duration MIN_RESTART_PAUSE = Duration.ofMillis(200);
  private static final Duration MAX_RESTART_PAUSE = Duration.ofSeconds(5);
  private static final double RESTART_JITTER = 0.2;

  /**
   * What the events of one persist may have, in characters of rows and bytes of documents; the one
   * that goes beyond it is the last.
   */
  static final long MAX_PERSIST_SIZE = 8L * 1024 * 1024;

  /** What a resource is asked. */
  public sealed interface Command {}

  /** Apply these changes, in order. */
  public record ApplyChanges(CommandLedger.Command command, ActorRef<Applied> replyTo)
      implements Command {}

  /** Tell the current state; persists nothing. */
  public record ReadState(ActorRef<ResourceState> replyTo) implements Command {}

  /**
   * Changes of a command are durable.
   *
   * @param changes how many of them, from the first on; the others are to be sent again
   * @param withheld those among them whose result cannot be published, with the reason
   */
  public record Applied(
      ResourceKey resource, long commandId, int changes, List<Withheld> withheld) {

    /** All changes of a command, whatever their number. */
    public static final int ALL = Integer.MAX_VALUE;

    public Applied {
      withheld = List.copyOf(withheld);
    }
  }

  /**
   * A change whose result cannot be published.
   *
   * @param source the name of the change's source
   * @param position the source position of the change
   * @param at the change's place in the change log
   * @param cause why, in a word
   * @param reason why, and how to mend it
   */
  public record Withheld(
      String source, String position, ChangeLogOffset at, RefusalCause cause, String reason) {

    static Withheld of(ResourceChange change, Decision.Withhold withhold) {
      return new Withheld(
          change.provenance().source(),
          change.provenance().position(),
          change.at(),
          cause(withhold.cause()),
          withhold.reason());
    }

    private static RefusalCause cause(Decision.Cause cause) {
      return switch (cause) {
        case UNFIT -> RefusalCause.UNFIT_ROWS;
        case TOO_LARGE -> RefusalCause.DOCUMENT_TOO_LARGE;
        case TOO_MANY_ROWS -> RefusalCause.TOO_MANY_ROWS;
        case CONTRACT -> RefusalCause.CONTRACT_VIOLATED;
      };
    }
  }

  private record Outcome(int changes, List<ResourceEvent> events, List<Withheld> withheld) {}

  private final ResourceDecider decider;
  private final ProduceMeters meters;
  private final Optional<Config> plugins;

  /**
   * The behavior of one resource.
   *
   * @param plugins the configuration of the persistence plugins, see {@link #plugins}
   */
  public static Behavior<Command> create(
      PersistenceId persistenceId, ResourceDecider decider, ProduceMeters meters, Config plugins) {
    return new ResourceEntity(persistenceId, decider, meters, plugins);
  }

  private ResourceEntity(
      PersistenceId persistenceId, ResourceDecider decider, ProduceMeters meters, Config plugins) {
    super(
        persistenceId,
        SupervisorStrategy.restartWithBackoff(
            MIN_RESTART_PAUSE, MAX_RESTART_PAUSE, RESTART_JITTER));
    this.decider = decider;
    this.meters = meters;
    this.plugins = Optional.of(plugins);
  }

  /**
   * The system's configuration as one that needs no fallback.
   *
   * <p>Pekko merges the plugins' configuration with the system's three times for each actor that
   * starts, which is a good part of what a start costs; one that ignores fallbacks is taken as it
   * is. An object that was merged with a plain value is such a one.
   */
  static Config plugins(Config system) {
    return system.root().withFallback(ConfigValueFactory.fromAnyRef(true)).toConfig();
  }

  @Override
  public Optional<Config> journalPluginConfig() {
    return plugins;
  }

  @Override
  public Optional<Config> snapshotPluginConfig() {
    return plugins;
  }

  @Override
  public ResourceState emptyState() {
    return ResourceDecider.initial();
  }

  @Override
  public CommandHandlerWithReply<Command, ResourceEvent, ResourceState> commandHandler() {
    return this::onCommand;
  }

  @Override
  public EventHandler<ResourceState, ResourceEvent> eventHandler() {
    return (state, event) -> ResourceDecider.evolve(event);
  }

  private ReplyEffect<ResourceEvent, ResourceState> onCommand(
      ResourceState state, Command command) {
    return switch (command) {
      case ApplyChanges apply -> onApplyChanges(state, apply);
      case ReadState read -> Effect().reply(read.replyTo(), state);
    };
  }

  private ReplyEffect<ResourceEvent, ResourceState> onApplyChanges(
      ResourceState state, ApplyChanges apply) {
    Outcome outcome = decide(state, apply.command());
    Applied reply =
        new Applied(
            apply.command().resource(),
            apply.command().id(),
            outcome.changes(),
            outcome.withheld());
    if (outcome.events().isEmpty()) {
      return Effect().reply(apply.replyTo(), reply);
    }
    return Effect()
        .persist(outcome.events())
        .thenReply(
            apply.replyTo(),
            persisted -> {
              meters.persisted(outcome.events());
              return reply;
            });
  }

  private Outcome decide(ResourceState before, CommandLedger.Command command) {
    ResourceState state = before;
    List<ResourceEvent> events = new ArrayList<>(command.changes().size());
    List<Withheld> withheld = new ArrayList<>(0);
    int changes = 0;
    long size = 0;
    while (changes < command.changes().size() && withheld.isEmpty() && size <= MAX_PERSIST_SIZE) {
      ResourceChange change = command.changes().get(changes++);
      switch (decider.decide(command.resource(), state, change)) {
        case Decision.Accept accept -> {
          events.add(accept.event());
          size += size(accept.event());
          state = ResourceDecider.evolve(accept.event());
        }
        case Decision.Withhold withhold -> {
          events.add(withhold.event());
          withheld.add(Withheld.of(change, withhold));
          meters.withheld(command.resource().type(), withhold.cause());
          state = ResourceDecider.evolve(withhold.event());
        }
        case Decision.Ignore ignore -> meters.ignored(ignore.reason());
      }
    }
    return new Outcome(changes, events, withheld);
  }

  private static long size(ResourceEvent event) {
    long document =
        event instanceof ResourceEvent.StateReplaced replaced
            ? replaced.document().map(published -> published.json().size()).orElse(0)
            : 0;
    return event.rows().characters() + document;
  }
}
