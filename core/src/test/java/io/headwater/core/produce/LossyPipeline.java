package io.headwater.core.produce;

import static io.headwater.core.produce.Widgets.MAPPING;
import static io.headwater.core.produce.Widgets.PARTITION;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.contract.Contract;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.TableName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * The produce stage without its shells: a router that reads the change log, actors with a journal,
 * and between them a network that loses, repeats, delays and reorders. Routers and actors crash.
 */
final class LossyPipeline {

  private static final int MAX_DOCUMENT_BYTES = 1_000;
  private static final StateRecords RECORDS = new StateRecords(Map.of());
  private static final int MAX_OPEN_WORKS = 8;
  private static final long TIMEOUT = 40;

  private sealed interface Message {}

  private record Sent(int router, CommandLedger.Command command) implements Message {}

  private record Acknowledged(int router, ResourceKey resource, long command) implements Message {}

  private sealed interface Planned {}

  private record Work(List<CommandLedger.Assignment> assignments, Optional<Long> acknowledges)
      implements Planned {}

  /** Works that are made once all before are acknowledged. */
  private record Barrier(Supplier<List<Work>> behind) implements Planned {}

  private final List<WidgetHistory.Logged> log;
  private final int maxTransactionChanges;
  private final RandomGenerator random;
  private final ResourceDecider decider =
      new ResourceDecider(MAPPING, Contract.unrestricted(), MAX_DOCUMENT_BYTES);

  // Durable.
  private final Map<ResourceKey, ResourceEvent> journal = new HashMap<>();
  private final Map<ResourceKey, List<ResourceEvent>> published = new HashMap<>();
  private long committed = -1;

  // Kept by the process, but the router begins anew with it.
  private final Set<TableName> located = new HashSet<>();

  // Lost with the router.
  private int router;
  private final InMemorySnapshotStaging staging = new InMemorySnapshotStaging();
  private ChangeLogFold fold;
  private CommandLedger ledger;
  private final Deque<Planned> backlog = new ArrayDeque<>();
  private final Map<Long, Work> open = new LinkedHashMap<>();
  private final List<Long> done = new ArrayList<>();
  private int next;
  private long lastWork;

  // Lost with an actor.
  private final Map<ResourceKey, ResourceState> actors = new HashMap<>();

  private final List<Message> network = new ArrayList<>();
  private boolean faults = true;
  private long now;

  LossyPipeline(List<WidgetHistory.Logged> log, int maxTransactionChanges, RandomGenerator random) {
    this.log = log;
    this.maxTransactionChanges = maxTransactionChanges;
    this.random = random;
    startRouter();
  }

  Map<ResourceKey, List<ResourceEvent>> published() {
    return published;
  }

  ResourceState state(ResourceKey resource) {
    return Optional.ofNullable(journal.get(resource))
        .map(ResourceDecider::evolve)
        .orElse(ResourceDecider.initial());
  }

  /** Runs until the whole log is applied and acknowledged. */
  void run(int stepsWithFaults) {
    for (int step = 0; next < log.size() || !backlog.isEmpty() || !open.isEmpty(); step++) {
      faults = step < stepsWithFaults;
      now += 1;
      step();
      assertThat(step).as("steps until all is applied").isLessThan(stepsWithFaults + 200_000);
    }
  }

  /** Reads the log again from an offset, with an older watermark. */
  void replayFrom(long offset) {
    committed = offset - 1;
    actors.clear();
    startRouter();
    run(0);
  }

  private void step() {
    if (chance(4)) {
      startRouter();
    } else if (!network.isEmpty() && random.nextInt(3) > 0) {
      deliver();
    } else if (random.nextBoolean()) {
      ledger.overdue(now).forEach(this::send);
    } else if (!backlog.isEmpty()) {
      offer();
    } else if (next < log.size()) {
      read();
    }
  }

  private boolean chance(int perThousand) {
    return faults && random.nextInt(1_000) < perThousand;
  }

  private void startRouter() {
    router++;
    staging.clear();
    RowTracker tracker =
        RowTracker.of(
            List.of(MAPPING),
            located,
            new InMemoryRowLocator(),
            (type, visitor) ->
                journal.forEach((resource, event) -> visitor.accept(resource.id(), event.rows())));
    fold = new ChangeLogFold(PARTITION, List.of(MAPPING), staging, tracker, maxTransactionChanges);
    ledger = new CommandLedger(TIMEOUT);
    backlog.clear();
    open.clear();
    done.clear();
    next = 0;
    while (next < log.size() && log.get(next).offset() <= committed) {
      next++;
    }
  }

  private void read() {
    WidgetHistory.Logged read = log.get(next++);
    switch (fold.next(read.offset(), read.logged())) {
      case ProduceStep.Held ignored -> {}
      case ProduceStep.Passed passed ->
          backlog.add(new Work(List.of(), Optional.of(passed.offset())));
      case ProduceStep.Dispatch dispatch -> {
        assertThat(dispatch.refused()).isEmpty();
        for (ProduceStep.Part part : dispatch.parts()) {
          if (!part.assignments().isEmpty()) {
            backlog.add(new Work(part.assignments(), Optional.empty()));
          }
          if (!part.clearings().isEmpty()) {
            backlog.add(new Barrier(() -> clear(part)));
          }
        }
        backlog.add(new Work(List.of(), Optional.of(dispatch.offset())));
      }
      case ProduceStep.DispatchSnapshot snapshot ->
          backlog.add(new Barrier(() -> snapshot(snapshot)));
      case ProduceStep.Unlocated unlocated -> {
        located.add(unlocated.table());
        startRouter();
      }
      // A replay may begin within a snapshot; then its end is no use.
      case ProduceStep.Refuse refuse -> {
        assertThat(refuse.reason()).contains("whose start is not in the change log");
        backlog.add(new Work(List.of(), Optional.of(refuse.offset())));
      }
    }
  }

  private List<Work> clear(ProduceStep.Part part) {
    Set<ResourceKey> changed =
        part.assignments().stream()
            .map(CommandLedger.Assignment::resource)
            .collect(Collectors.toSet());
    return journal.keySet().stream()
        .filter(resource -> !changed.contains(resource))
        .map(
            resource ->
                new CommandLedger.Assignment(resource, part.clearings().getFirst().change()))
        .map(cleared -> new Work(List.of(cleared), Optional.empty()))
        .toList();
  }

  private List<Work> snapshot(ProduceStep.DispatchSnapshot snapshot) {
    List<Work> works = new ArrayList<>();
    Iterator<SnapshotStaging.StagedResource> staged = staging.resources();
    while (staged.hasNext()) {
      SnapshotStaging.StagedResource resource = staged.next();
      works.add(snapshotWork(snapshot, resource.resource(), resource.rows()));
    }
    journal.keySet().stream()
        .filter(resource -> !staging.contains(resource))
        .forEach(resource -> works.add(snapshotWork(snapshot, resource, List.of())));
    works.add(new Work(List.of(), Optional.of(snapshot.offset())));
    staging.clear();
    return works;
  }

  private Work snapshotWork(
      ProduceStep.DispatchSnapshot snapshot, ResourceKey resource, List<RowChange> rows) {
    ResourceChange change = fold.snapshotChange(snapshot, resource, rows);
    return new Work(List.of(new CommandLedger.Assignment(resource, change)), Optional.empty());
  }

  private void offer() {
    if (open.size() >= MAX_OPEN_WORKS) {
      return;
    }
    switch (backlog.element()) {
      case Work work -> {
        backlog.remove();
        offer(work);
      }
      case Barrier barrier -> {
        if (open.isEmpty()) {
          backlog.remove();
          barrier.behind().get().reversed().forEach(backlog::addFirst);
        }
      }
    }
  }

  private void offer(Work work) {
    long id = ++lastWork;
    open.put(id, work);
    if (work.assignments().isEmpty()) {
      finish(id);
    } else {
      ledger.accept(id, work.assignments(), now).forEach(this::send);
    }
  }

  private void finish(long work) {
    done.add(work);
    Iterator<Map.Entry<Long, Work>> oldest = open.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Long, Work> first = oldest.next();
      if (!done.remove(first.getKey())) {
        return;
      }
      first.getValue().acknowledges().ifPresent(offset -> committed = offset);
      oldest.remove();
    }
  }

  private void send(CommandLedger.Command command) {
    network.add(new Sent(router, command));
  }

  private void deliver() {
    int at = random.nextInt(network.size());
    Message message = chance(100) ? network.get(at) : network.remove(at);
    if (chance(100)) {
      return;
    }
    switch (message) {
      case Sent sent -> apply(sent);
      case Acknowledged acknowledged -> {
        if (acknowledged.router() == router) {
          CommandLedger.Progress progress =
              ledger.acknowledge(acknowledged.resource(), acknowledged.command(), now);
          progress.next().ifPresent(this::send);
          progress.finished().forEach(this::finish);
        }
      }
    }
  }

  private void apply(Sent sent) {
    ResourceKey resource = sent.command().resource();
    ResourceState state = actors.computeIfAbsent(resource, this::state);
    List<ResourceEvent> events = new ArrayList<>();
    for (ResourceChange change : sent.command().changes()) {
      switch (decider.decide(resource, state, change)) {
        case Decision.Accept accept -> {
          events.add(accept.event());
          state = ResourceDecider.evolve(accept.event());
        }
        case Decision.Withhold withhold -> throw new AssertionError(withhold.reason());
        case Decision.Ignore ignored -> {}
      }
    }
    if (chance(30)) {
      actors.remove(resource);
      return;
    }
    persist(resource, events);
    actors.put(resource, state);
    if (chance(30)) {
      actors.remove(resource);
      return;
    }
    network.add(new Acknowledged(sent.router(), resource, sent.command().id()));
  }

  private void persist(ResourceKey resource, List<ResourceEvent> events) {
    for (ResourceEvent event : events) {
      journal.put(resource, event);
      if (!RECORDS.of(event).isEmpty()) {
        published.computeIfAbsent(resource, key -> new ArrayList<>()).add(event);
      }
    }
  }
}
