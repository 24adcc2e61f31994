package io.headwater.client.consume;

import io.headwater.client.bootstrap.JsonBytes;
import io.headwater.client.bootstrap.StateRecordView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The newest state per key of one resource type: the fold of a bootstrap and the stream after it.
 *
 * <p>Converges whatever is repeated: an older or equal version changes nothing. Keeps the version
 * of every key it has seen, deleted ones too, so its memory grows with the keys ever seen. Not safe
 * for several threads.
 */
public final class StateTable {

  /** How many violations are kept in detail; all are counted. */
  public static final int MAX_VIOLATIONS = 100;

  private static final long NOWHERE = -1;

  private final Map<String, JsonBytes> live = new HashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final Map<FoldOutcome, Long> counts = new EnumMap<>(FoldOutcome.class);
  private final List<FoldViolation> violations = new ArrayList<>();

  /**
   * What is remembered of a key.
   *
   * @param version the newest version applied
   * @param seen the version of the last versioned record on the stream, or NOWHERE
   * @param partition where the last record of the key was on the stream
   * @param offset its offset, tombstones included, or NOWHERE
   * @param deleted whether the last versioned record on the stream was a delete
   */
  private record Known(long version, long seen, int partition, long offset, boolean deleted) {

    static Known bootstrapped(long version) {
      return new Known(version, NOWHERE, 0, NOWHERE, false);
    }

    Known withVersion(long newest) {
      return new Known(newest, seen, partition, offset, deleted);
    }

    Known movedTo(DeliveredRecord record) {
      return new Known(version, seen, record.partition(), record.offset(), deleted);
    }

    boolean isBefore(DeliveredRecord record) {
      return offset == NOWHERE || partition != record.partition() || offset < record.offset();
    }
  }

  /** Folds one line of a bootstrap. */
  public FoldOutcome apply(StateRecordView line) {
    Known before = known.get(line.key());
    if (before != null && line.version() <= before.version()) {
      return count(
          line.version() == before.version() ? FoldOutcome.REPEATED : FoldOutcome.OUTDATED);
    }
    known.put(
        line.key(),
        before == null ? Known.bootstrapped(line.version()) : before.withVersion(line.version()));
    switch (line.operation()) {
      case CREATE, UPDATE -> live.put(line.key(), line.bytes());
      case DELETE -> live.remove(line.key());
    }
    return count(FoldOutcome.APPLIED);
  }

  /** Folds one record of the stream. */
  public FoldOutcome apply(DeliveredRecord delivered) {
    return switch (delivered.record()) {
      case StateRecord.Upsert upsert ->
          versioned(delivered, upsert.version(), Optional.of(upsert.bytes()));
      case StateRecord.Delete delete -> versioned(delivered, delete.version(), Optional.empty());
      case StateRecord.Tombstone tombstone -> tombstone(delivered, tombstone.key());
    };
  }

  /** The newest state of each key that has one, as a live view without an order. */
  public Map<String, JsonBytes> states() {
    return Collections.unmodifiableMap(live);
  }

  /** The newest version of a key, also of a deleted one; empty when none was ever seen. */
  public Optional<Long> version(String key) {
    return Optional.ofNullable(known.get(key)).map(Known::version);
  }

  /** How often each outcome occurred. */
  public FoldCounts counts() {
    return new FoldCounts(
        counted(FoldOutcome.APPLIED),
        counted(FoldOutcome.REPEATED),
        counted(FoldOutcome.OUTDATED),
        counted(FoldOutcome.DUPLICATE),
        counted(FoldOutcome.REGRESSION),
        counted(FoldOutcome.TOMBSTONE));
  }

  /** The first {@value #MAX_VIOLATIONS} violations, in the order they were met. */
  public List<FoldViolation> violations() {
    return List.copyOf(violations);
  }

  private FoldOutcome versioned(
      DeliveredRecord delivered, long version, Optional<JsonBytes> state) {
    String key = delivered.record().key();
    Known before = known.getOrDefault(key, Known.bootstrapped(NOWHERE));
    if (!before.isBefore(delivered)) {
      return readAgain(delivered, version, before);
    }
    if (version <= before.seen()) {
      known.put(key, before.movedTo(delivered));
      return violation(delivered, version, before.seen());
    }
    long newest = Math.max(version, before.version());
    known.put(
        key,
        new Known(newest, version, delivered.partition(), delivered.offset(), state.isEmpty()));
    // A tombstone of an earlier deletion may have removed a bootstrapped state that comes now.
    boolean restores = version == before.version() && state.isPresent() && !live.containsKey(key);
    if (version > before.version() || restores) {
      state.ifPresentOrElse(bytes -> live.put(key, bytes), () -> live.remove(key));
      return count(FoldOutcome.APPLIED);
    }
    return count(version == before.version() ? FoldOutcome.REPEATED : FoldOutcome.OUTDATED);
  }

  private FoldOutcome readAgain(DeliveredRecord delivered, long version, Known before) {
    String key = delivered.record().key();
    if (version <= before.version()) {
      return count(FoldOutcome.REPEATED);
    }
    if (live.containsKey(key)) {
      return violation(delivered, version, before.version());
    }
    // Its deletion was read before it, as brokers clean at their own pace; only the version counts.
    known.put(key, before.withVersion(version));
    return count(FoldOutcome.OUTDATED);
  }

  private FoldOutcome tombstone(DeliveredRecord delivered, String key) {
    Known before = known.get(key);
    if (before == null) {
      return count(FoldOutcome.TOMBSTONE);
    }
    if (!before.isBefore(delivered)) {
      return count(FoldOutcome.REPEATED);
    }
    known.put(key, before.movedTo(delivered));
    // It belongs to the delete before it; when that was older than the state held, so is this.
    boolean outdated = before.deleted() && before.seen() < before.version();
    if (outdated || live.remove(key) == null) {
      return count(FoldOutcome.TOMBSTONE);
    }
    return count(FoldOutcome.APPLIED);
  }

  private FoldOutcome violation(DeliveredRecord delivered, long version, long before) {
    FoldOutcome kind = version == before ? FoldOutcome.DUPLICATE : FoldOutcome.REGRESSION;
    if (violations.size() < MAX_VIOLATIONS) {
      violations.add(
          new FoldViolation(
              kind,
              delivered.record().key(),
              version,
              before,
              delivered.partition(),
              delivered.offset()));
    }
    return count(kind);
  }

  private FoldOutcome count(FoldOutcome outcome) {
    counts.merge(outcome, 1L, Long::sum);
    return outcome;
  }

  private long counted(FoldOutcome outcome) {
    return counts.getOrDefault(outcome, 0L);
  }
}
