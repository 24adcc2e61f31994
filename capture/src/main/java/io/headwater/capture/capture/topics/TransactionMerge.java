package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;

/**
 * Puts the changes of several topics together again to the source transactions that they were, by
 * what the connector's transaction topic tells.
 *
 * <p>That topic has the order of the commits, and of each transaction the number of its changes; a
 * partition has its changes in the order of the commits. So the changes of the next transaction are
 * at the heads of the partitions, behind nothing but what belongs to none. Changes of a transaction
 * that does not become whole are given one by one: when no more of it can come, when it is waited
 * for too long, or when too much is held. Pure: time is an argument. Not thread-safe.
 */
final class TransactionMerge {

  /** How long the changes of a transaction may come after its end, or its end after them. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The most records that are held. */
  static final int MAX_HELD = 200_000;

  /** The most bytes of their values. */
  static final long MAX_HELD_BYTES = 128L * 1024 * 1024;

  /** How many ended transactions are known, so that an end that is sent again counts once. */
  private static final int MAX_KNOWN_ENDS = 100_000;

  /**
   * A record that is held.
   *
   * @param outcomes what it was normalized to
   * @param transaction the source transaction that it tells; empty when it tells none
   */
  record Held(RawRecord raw, List<Normalization> outcomes, Optional<String> transaction) {
    Held {
      outcomes = List.copyOf(outcomes);
    }

    private long bytes() {
      return raw.value().map(value -> (long) value.size()).orElse(0L);
    }
  }

  /** What can be handed on. */
  sealed interface Step {

    /** A record by itself; torn when it is of a transaction that is not whole. */
    record Alone(Held held, boolean torn) implements Step {}

    /** All changes of a transaction, in the order of the partitions. */
    record Whole(String transaction, List<Held> changes) implements Step {
      public Whole {
        changes = List.copyOf(changes);
      }
    }
  }

  private record End(String id, long changes, TopicPartition partition, long offset) {}

  private final int maxHeld;
  private final Map<TopicPartition, Deque<Held>> partitions = new LinkedHashMap<>();
  private final Deque<End> ends = new ArrayDeque<>();
  private final Set<String> announced = new HashSet<>();
  private final LinkedHashSet<String> over = new LinkedHashSet<>();
  private final List<Held> gathered = new ArrayList<>();
  private int held;
  private long heldBytes;
  private long progressNanos;

  /**
   * A merge of these partitions of topics with changes.
   *
   * @param maxHeld the most records that are held
   */
  TransactionMerge(List<TopicPartition> partitions, int maxHeld) {
    this.maxHeld = maxHeld;
    partitions.forEach(partition -> this.partitions.put(partition, new ArrayDeque<>()));
  }

  /** A transaction of that id has ended before what is read now. */
  void remember(String id) {
    over.add(id);
    if (over.size() > MAX_KNOWN_ENDS) {
      Iterator<String> oldest = over.iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** Takes the next record of a partition. */
  void add(Held next, long nowNanos) {
    partitions.computeIfAbsent(partition(next.raw()), absent -> new ArrayDeque<>()).add(next);
    held++;
    heldBytes += next.bytes();
    progressNanos = nowNanos;
  }

  /**
   * Takes the end of a transaction.
   *
   * @param changes the number of its changes that the partitions have
   */
  void end(String id, long changes, RawRecord raw, long nowNanos) {
    progressNanos = nowNanos;
    if (!over.contains(id) && announced.add(id)) {
      ends.add(new End(id, changes, partition(raw), raw.offset()));
    }
  }

  /** What can be handed on now, in order; empty when more must come first. */
  Optional<Step> next(long nowNanos) {
    Optional<Step> free = free();
    if (free.isPresent()) {
      return free;
    }
    boolean impatient =
        nowNanos - progressNanos > PATIENCE.toNanos()
            || held > maxHeld
            || heldBytes > MAX_HELD_BYTES;
    if (!ends.isEmpty()) {
      gather(ends.element().id());
      return free().or(() -> ended(impatient));
    }
    return impatient ? torn() : Optional.empty();
  }

  /** Whether something is to be handed on though nothing came. */
  boolean isDue(long nowNanos) {
    return held > 0 && nowNanos - progressNanos > PATIENCE.toNanos();
  }

  /** A head that belongs to no transaction, or to one that is over. */
  private Optional<Step> free() {
    for (Deque<Held> queue : partitions.values()) {
      Held head = queue.peek();
      if (head != null && head.transaction().filter(id -> !over.contains(id)).isEmpty()) {
        return Optional.of(new Step.Alone(taken(queue), head.transaction().isPresent()));
      }
    }
    return Optional.empty();
  }

  private void gather(String id) {
    for (Deque<Held> queue : partitions.values()) {
      while (queue.peek() != null && queue.element().transaction().equals(Optional.of(id))) {
        gathered.add(queue.remove());
      }
    }
  }

  private Optional<Step> ended(boolean impatient) {
    End end = ends.element();
    boolean complete = gathered.size() >= end.changes();
    boolean none = partitions.values().stream().noneMatch(Deque::isEmpty);
    if (!complete && !none && !impatient) {
      return Optional.empty();
    }
    ends.remove();
    announced.remove(end.id());
    remember(end.id());
    List<Held> changes = List.copyOf(gathered);
    gathered.clear();
    held -= changes.size();
    heldBytes -= changes.stream().mapToLong(Held::bytes).sum();
    return Optional.of(new Step.Whole(end.id(), changes));
  }

  /** The head of the longest queue, whose transaction's end does not come. */
  private Optional<Step> torn() {
    Deque<Held> longest = new ArrayDeque<>();
    for (Deque<Held> queue : partitions.values()) {
      longest = queue.size() > longest.size() ? queue : longest;
    }
    return longest.isEmpty() ? Optional.empty() : Optional.of(new Step.Alone(taken(longest), true));
  }

  private Held taken(Deque<Held> queue) {
    Held taken = queue.remove();
    held--;
    heldBytes -= taken.bytes();
    return taken;
  }

  /** The first offset of each partition that is not handed on; none for one without such. */
  Map<TopicPartition, Long> places() {
    Map<TopicPartition, Long> places = new HashMap<>();
    ToLongFunction<Held> offset = one -> one.raw().offset();
    partitions.forEach(
        (partition, queue) -> {
          if (!queue.isEmpty()) {
            places.put(partition, offset.applyAsLong(queue.element()));
          }
        });
    for (Held one : gathered) {
      places.merge(partition(one.raw()), offset.applyAsLong(one), Math::min);
    }
    for (End end : ends) {
      places.merge(end.partition(), end.offset(), Math::min);
    }
    return places;
  }

  private static TopicPartition partition(RawRecord raw) {
    return new TopicPartition(raw.topic(), raw.partition());
  }
}
