package io.headwater.client.consumer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A table that keeps the position with the states, fails as chance wants it, and is suspicious. */
final class ModelSink implements StateSink {

  /** The process ends. */
  static final class Killed extends Error {}

  private final Random random;
  final Map<String, Long> states = new TreeMap<>();
  final Set<String> poison = new HashSet<>();
  final List<String> violations = new ArrayList<>();
  private final Map<String, Long> newest = new HashMap<>();
  private final Map<String, Long> appliedIn = new HashMap<>();
  private @Nullable String position;
  private long generation;
  private boolean replacing;

  /** How often in a hundred something goes wrong. */
  int trouble;

  int probesUntilAvailable;
  int calls;
  int largestBatch;

  ModelSink(Random random) {
    this.random = random;
  }

  @Override
  public Optional<String> position() throws Exception {
    if (random.nextInt(400) < trouble) {
      throw new IllegalStateException("does not say");
    }
    return Optional.ofNullable(position);
  }

  void forgetPosition(String instead) {
    position = instead;
  }

  @Override
  public void apply(List<StateChange> changes, String next) throws Exception {
    calls++;
    largestBatch = Math.max(largestBatch, changes.size());
    maybeFail();
    if (changes.stream().anyMatch(change -> poison.contains(change.key()))) {
      throw new IllegalStateException("refused");
    }
    for (StateChange change : changes) {
      switch (change) {
        case StateChange.Upsert upsert -> {
          newer(upsert.key(), upsert.version(), replacing);
          states.put(upsert.key(), upsert.version());
          appliedIn.put(upsert.key(), generation);
        }
        case StateChange.Delete delete -> {
          delete.version().ifPresent(version -> newer(delete.key(), version, false));
          states.remove(delete.key());
        }
      }
    }
    position = next;
    maybeDie();
  }

  @Override
  public void beginReplacement(long next, String at) throws Exception {
    maybeFail();
    if (next <= generation) {
      violations.add("generation " + next + " after " + generation);
    }
    generation = next;
    replacing = true;
    position = at;
    maybeDie();
  }

  @Override
  public void completeReplacement(long which, String at) throws Exception {
    maybeFail();
    if (which != generation) {
      violations.add("completed " + which + " instead of " + generation);
    }
    states.keySet().removeIf(key -> appliedIn.getOrDefault(key, 0L) != generation);
    replacing = false;
    position = at;
    maybeDie();
  }

  @Override
  public boolean isAvailable() {
    probesUntilAvailable--;
    return probesUntilAvailable < 0;
  }

  @Override
  public void close() {}

  // A bootstrap may bring again what an earlier one brought; nothing else comes twice.
  private void newer(String key, long version, boolean maySame) {
    long before = newest.getOrDefault(key, 0L);
    boolean again = version == before && maySame && appliedIn.getOrDefault(key, 0L) != generation;
    if (version <= before && !again) {
      violations.add(key + "@" + version + " after " + before);
    }
    newest.put(key, Math.max(version, before));
  }

  private void maybeFail() throws TargetUnavailableException {
    if (probesUntilAvailable > 0 || random.nextInt(1000) < trouble) {
      probesUntilAvailable = Math.max(probesUntilAvailable, random.nextInt(4));
      throw new TargetUnavailableException("away", new IllegalStateException("away"));
    }
    if (random.nextInt(200) < trouble) {
      throw new IllegalStateException("failed");
    }
    if (random.nextInt(400) < trouble) {
      throw new Killed();
    }
  }

  // What was written stays written, whether its writer hears of it or not.
  private void maybeDie() throws TargetUnavailableException {
    if (random.nextInt(400) < trouble) {
      throw new Killed();
    }
    if (random.nextInt(400) < trouble) {
      throw new IllegalStateException("the answer is lost");
    }
    if (random.nextInt(400) < trouble) {
      probesUntilAvailable = random.nextInt(4);
      throw new TargetUnavailableException("in doubt", new IllegalStateException("in doubt"));
    }
  }
}
