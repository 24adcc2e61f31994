package io.headwater.core.produce;

import io.headwater.core.resource.ResourceKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps at most one command per resource in flight.
 *
 * <p>What arrives for a resource meanwhile waits in its lane and travels together in the next
 * command. A command that stays unanswered is sent again, with growing pauses, and is never
 * overtaken; so an actor sees the changes of each resource in order and without holes, whatever is
 * lost. An actor may end a command's work early; then the changes it did not come to travel in the
 * next command. A unit of work is finished when all its changes are acknowledged. Not thread-safe;
 * time is an argument.
 */
public final class CommandLedger {

  /** The most changes that travel in one command. */
  public static final int MAX_CHANGES_PER_COMMAND = 200;

  /**
   * The most text of values, in characters, in a command of several changes. A change of more
   * travels alone.
   */
  public static final long MAX_CHARACTERS_PER_COMMAND = 4L * 1024 * 1024;

  private static final int MAX_BACKOFF_DOUBLINGS = 5;

  /** A change for one resource. */
  public record Assignment(ResourceKey resource, ResourceChange change) {}

  /** What is to be sent to a resource. */
  public record Command(ResourceKey resource, long id, List<ResourceChange> changes) {
    public Command {
      changes = List.copyOf(changes);
    }
  }

  /**
   * What an acknowledgement leads to.
   *
   * @param finished units of work whose last change is now acknowledged
   * @param next the resource's next command
   */
  public record Progress(List<Long> finished, Optional<Command> next) {
    public Progress {
      finished = List.copyOf(finished);
    }
  }

  private record Waiting(long work, ResourceChange change) {}

  private static final class Lane {
    private final Deque<Waiting> waiting = new ArrayDeque<>();

    /** The works of the changes in flight, one for each. */
    private final List<Long> works = new ArrayList<>();

    private Command inFlight;
    private long dueNanos;
    private int attempts;

    private Lane(Command inFlight) {
      this.inFlight = inFlight;
    }
  }

  private final long timeoutNanos;
  private final Map<ResourceKey, Lane> lanes = new HashMap<>();
  private final Map<Long, Integer> unacknowledged = new HashMap<>();
  private long lastCommandId;

  /** A ledger whose commands are due again after {@code timeoutNanos}, then after twice that. */
  public CommandLedger(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /**
   * Takes on a unit of work with at least one change; its number must not be in use.
   *
   * @return the commands to send now
   */
  public List<Command> accept(long work, List<Assignment> assignments, long nowNanos) {
    if (assignments.isEmpty() || unacknowledged.containsKey(work)) {
      throw new IllegalArgumentException("work " + work + " is empty or already under way");
    }
    unacknowledged.put(work, assignments.size());
    List<Command> commands = new ArrayList<>();
    for (Assignment assignment : assignments) {
      Lane lane = lanes.get(assignment.resource());
      if (lane != null) {
        lane.waiting.add(new Waiting(work, assignment.change()));
      } else {
        Command command = command(assignment.resource(), List.of(assignment.change()));
        Lane opened = new Lane(command);
        opened.works.add(work);
        opened.dueNanos = nowNanos + timeoutNanos;
        lanes.put(assignment.resource(), opened);
        commands.add(command);
      }
    }
    return commands;
  }

  /**
   * Takes an acknowledgement; one that is not of the command in flight has no effect.
   *
   * @param count how many of the command's changes are acknowledged, from the first on, at least
   *     one; more than it has are all
   */
  public Progress acknowledge(ResourceKey resource, long commandId, int count, long nowNanos) {
    Lane lane = lanes.get(resource);
    if (lane == null || lane.inFlight.id() != commandId) {
      return new Progress(List.of(), Optional.empty());
    }
    if (count < 1) {
      throw new IllegalArgumentException("no change of command " + commandId + " is acknowledged");
    }
    int reached = Math.min(count, lane.works.size());
    List<Long> finished = new ArrayList<>();
    for (long work : lane.works.subList(0, reached)) {
      int open = unacknowledged.merge(work, -1, Integer::sum);
      if (open == 0) {
        unacknowledged.remove(work);
        finished.add(work);
      }
    }
    for (int i = lane.works.size() - 1; i >= reached; i--) {
      lane.waiting.addFirst(new Waiting(lane.works.get(i), lane.inFlight.changes().get(i)));
    }
    lane.works.clear();
    if (lane.waiting.isEmpty()) {
      lanes.remove(resource);
      return new Progress(finished, Optional.empty());
    }
    List<ResourceChange> changes = new ArrayList<>();
    long characters = lane.waiting.element().change().characters();
    while (!lane.waiting.isEmpty()
        && changes.size() < MAX_CHANGES_PER_COMMAND
        && (changes.isEmpty() || characters <= MAX_CHARACTERS_PER_COMMAND)) {
      Waiting waiting = lane.waiting.remove();
      changes.add(waiting.change());
      lane.works.add(waiting.work());
      characters += lane.waiting.isEmpty() ? 0 : lane.waiting.element().change().characters();
    }
    lane.inFlight = command(resource, changes);
    lane.attempts = 0;
    lane.dueNanos = nowNanos + timeoutNanos;
    return new Progress(finished, Optional.of(lane.inFlight));
  }

  /** The resource's command in flight, when it has that id. */
  public Optional<Command> inFlight(ResourceKey resource, long commandId) {
    return Optional.ofNullable(lanes.get(resource))
        .map(lane -> lane.inFlight)
        .filter(command -> command.id() == commandId);
  }

  /** The commands in flight that are to be sent again. */
  public List<Command> overdue(long nowNanos) {
    List<Command> commands = new ArrayList<>();
    for (Lane lane : lanes.values()) {
      if (nowNanos - lane.dueNanos >= 0) {
        lane.attempts++;
        lane.dueNanos = nowNanos + (timeoutNanos << Math.min(lane.attempts, MAX_BACKOFF_DOUBLINGS));
        commands.add(lane.inFlight);
      }
    }
    return commands;
  }

  /** The number of resources with a command in flight. */
  public int inFlight() {
    return lanes.size();
  }

  private Command command(ResourceKey resource, List<ResourceChange> changes) {
    return new Command(resource, ++lastCommandId, changes);
  }
}
