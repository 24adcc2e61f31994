package io.headwater.client.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Brings the records of one look to the sink, in order within each partition.
 *
 * <p>Many at a time, while all goes well. A list that fails is tried by partition, then one by one,
 * so that a partition stops before the change that fails and the others go on. The position that
 * goes with a list is exactly what was applied with it.
 */
final class ChangeApplier {

  /** What has come of it. */
  record Outcome(ConsumerPosition position, Set<Integer> stopped, boolean circuitOpens) {}

  // A record, and what it means for the sink: nothing, when it is a repetition.
  private record Step(StreamRecord source, Optional<StateChange> change) {}

  private final ConsumerParts parts;
  private final Retries retries;
  private final Map<Integer, String> deleted = new HashMap<>();
  private final Set<Integer> stopped = new HashSet<>();
  private ConsumerPosition position;
  private boolean circuitOpens;
  private String problem = "";

  ChangeApplier(ConsumerParts parts, Retries retries, ConsumerPosition position) {
    this.parts = parts;
    this.retries = retries;
    this.position = position;
  }

  Outcome apply(List<StreamRecord> records) {
    stopped.clear();
    problem = "";
    List<Step> steps = new ArrayList<>();
    int changes = 0;
    for (StreamRecord found : records) {
      if (stopped.contains(found.partition())) {
        continue;
      }
      Step step = step(found);
      boolean suspect = step.change().isPresent() && retries.hasFailed(found.partition());
      if (suspect) {
        flush(steps);
        flush(List.of(step));
        steps.clear();
        changes = 0;
      } else {
        steps.add(step);
        changes += step.change().isPresent() ? 1 : 0;
      }
      if (changes == parts.settings().batchChanges()) {
        flush(steps);
        steps.clear();
        changes = 0;
      }
    }
    flush(steps);
    parts.status().failing(retries.failing(), problem);
    return new Outcome(position, Set.copyOf(stopped), circuitOpens);
  }

  /** Reading has gone on to there. */
  void at(ConsumerPosition next) {
    position = next;
  }

  private Step step(StreamRecord found) {
    StateChange change = found.change();
    if (position.contains(found.partition(), change.key(), found.offset())) {
      return new Step(found, Optional.empty());
    }
    return switch (change) {
      case StateChange.Upsert ignored -> {
        deleted.remove(found.partition());
        yield new Step(found, Optional.of(change));
      }
      // The tombstone right behind a deletion says nothing new.
      case StateChange.Delete delete -> {
        String before = deleted.put(found.partition(), change.key());
        boolean repeats = delete.version().isEmpty() && change.key().equals(before);
        yield new Step(found, repeats ? Optional.empty() : Optional.of(change));
      }
    };
  }

  private void flush(List<Step> all) {
    List<Step> steps = all.stream().filter(this::goesOn).toList();
    if (steps.isEmpty() || circuitOpens || tryAll(steps)) {
      return;
    }
    for (Map.Entry<Integer, List<Step>> partition : byPartition(steps).entrySet()) {
      List<Step> some = partition.getValue();
      if (!circuitOpens && (some.size() == steps.size() || !tryAll(some))) {
        oneByOne(partition.getKey(), some, steps.size() == 1);
      }
    }
  }

  private void oneByOne(int partition, List<Step> steps, boolean hasFailed) {
    for (Step step : steps) {
      if (circuitOpens) {
        return;
      }
      if (hasFailed || !tryAll(List.of(step))) {
        stopped.add(partition);
        // What came behind was looked at, and comes again.
        deleted.remove(partition);
        retries.failed(partition, Optional.empty());
        circuitOpens |= parts.breaker().failed(partition);
        return;
      }
    }
  }

  private boolean tryAll(List<Step> steps) {
    List<StateChange> changes = steps.stream().flatMap(step -> step.change().stream()).toList();
    ConsumerPosition next = position;
    for (Step step : steps) {
      next = next.followed(step.source().partition(), step.source().offset() + 1);
    }
    if (changes.isEmpty()) {
      position = next;
      return true;
    }
    try {
      parts.sink().apply(changes, next);
    } catch (SinkFailedException e) {
      problem = String.valueOf(e.getMessage());
      circuitOpens |= e.isUnavailable();
      return false;
    }
    position = next;
    parts
        .breaker()
        .succeeded(
            steps.stream().map(step -> step.source().partition()).collect(Collectors.toSet()));
    steps.forEach(step -> retries.succeeded(step.source().partition()));
    parts.status().applied(changes.size());
    return true;
  }

  private boolean goesOn(Step step) {
    return !stopped.contains(step.source().partition());
  }

  private static Map<Integer, List<Step>> byPartition(List<Step> steps) {
    Map<Integer, List<Step>> found = new LinkedHashMap<>();
    for (Step step : steps) {
      found.computeIfAbsent(step.source().partition(), ignored -> new ArrayList<>()).add(step);
    }
    return found;
  }
}
