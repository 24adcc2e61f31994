package io.headwater.capture.capture.topics;

import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
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
 * at the heads of the partitions, behind nothing but what belongs to none. A transaction that does
 * not become whole is given as it is when no more of it can come: when each partition has something
 * later, or is read to its end and waited for long enough; or when too much is held. Changes whose
 * end does not come are given one by one. Pure: time is an argument. Not thread-safe.
 */
final class TransactionMerge {

  /**
   * How long the changes of a transaction may come after its end, or its end after them, when all
   * that might have them is read to its end.
   */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The most records that are held, ends of transactions included. */
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

    /**
     * All changes of a transaction, partition by partition, and what stands among them and belongs
     * to none.
     *
     * @param complete whether they are all that its end counts
     */
    record Whole(String transaction, List<Held> changes, boolean complete) implements Step {
      public Whole {
        changes = List.copyOf(changes);
      }
    }
  }

  private record End(String id, long changes, TopicPartition partition, long offset, long nanos) {}

  /** How many records of a transaction are held, and when the last of them came. */
  private static final class Open {
    private int records;
    private long lastNanos;
  }

  private final int maxHeld;
  private final TopicPartition endsPartition;
  private final Map<TopicPartition, Deque<Held>> partitions = new LinkedHashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private final Deque<End> ends = new ArrayDeque<>();
  private final Set<String> announced = new HashSet<>();
  private final LinkedHashSet<String> over = new LinkedHashSet<>();

  /** When a partition was last read to its end. */
  private final Map<TopicPartition, Long> atEnd = new HashMap<>();

  // What the partitions have of the transaction that ends next.
  private final List<Held> gathered = new ArrayList<>();
  private final Set<TopicPartition> begun = new HashSet<>();
  private long gatheredChanges;

  private int held;
  private long heldBytes;

  /**
   * A merge of these partitions of topics with changes.
   *
   * @param ends the partition that tells the transactions' ends
   * @param maxHeld the most records that are held, ends included
   */
  TransactionMerge(List<TopicPartition> partitions, TopicPartition ends, int maxHeld) {
    this.maxHeld = maxHeld;
    this.endsPartition = ends;
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

  /** Takes the next record of a partition; repetitions are left out before. */
  void add(Held next, long nowNanos) {
    partitions.computeIfAbsent(partition(next.raw()), absent -> new ArrayDeque<>()).add(next);
    held++;
    heldBytes += next.bytes();
    if (next.transaction().isPresent()) {
      Open its = open.computeIfAbsent(next.transaction().get(), absent -> new Open());
      its.records++;
      its.lastNanos = nowNanos;
    }
  }

  /**
   * Takes the end of a transaction.
   *
   * @param changes the number of its changes that the partitions have
   */
  void end(String id, long changes, RawRecord raw, long nowNanos) {
    if (!over.contains(id) && announced.add(id)) {
      ends.add(new End(id, changes, partition(raw), raw.offset(), nowNanos));
    }
  }

  /** Partitions that are read from now on. */
  void added(Set<TopicPartition> more) {
    more.stream()
        .filter(partition -> !partition.topic().equals(endsPartition.topic()))
        .forEach(partition -> partitions.computeIfAbsent(partition, absent -> new ArrayDeque<>()));
  }

  /** These partitions are read to their ends. */
  void atEnd(Set<TopicPartition> read, long nowNanos) {
    read.forEach(partition -> atEnd.put(partition, nowNanos));
  }

  /**
   * The partitions that are to wait, as enough is held: those that lack nothing of the transaction
   * that ends next. The others are read on, so it becomes whole.
   */
  Set<TopicPartition> ahead() {
    if (!isFull(2)) {
      return Set.of();
    }
    Set<TopicPartition> ahead = new HashSet<>();
    partitions.forEach(
        (partition, queue) -> {
          if (!queue.isEmpty()) {
            ahead.add(partition);
          }
        });
    if (!ends.isEmpty()) {
      ahead.add(endsPartition);
    }
    return ahead;
  }

  /** What can be handed on now, in order; empty when more must come first. */
  Optional<Step> next() {
    Optional<Step> free = free().or(() -> orphan());
    if (free.isPresent()) {
      return free;
    }
    if (ends.isEmpty()) {
      return isFull(1) ? torn() : Optional.empty();
    }
    gather(ends.element().id());
    return ended();
  }

  /** Whether something is to be handed on though nothing came. */
  boolean isDue() {
    return orphaned().isPresent() || (!ends.isEmpty() && isWaitOver());
  }

  /** Whether more is held than that part of the limits. */
  private boolean isFull(int part) {
    return held + ends.size() > maxHeld / part || heldBytes > MAX_HELD_BYTES / part;
  }

  private boolean isFree(Held one) {
    return one.transaction().filter(id -> !over.contains(id)).isEmpty();
  }

  /**
   * A head that belongs to no transaction, or to one that is over. Behind a change that is gathered
   * already it waits, as the change is before it.
   */
  private Optional<Step> free() {
    for (Map.Entry<TopicPartition, Deque<Held>> queue : partitions.entrySet()) {
      Held head = queue.getValue().peek();
      if (head != null && isFree(head) && !begun.contains(queue.getKey())) {
        return Optional.of(new Step.Alone(taken(queue.getValue()), head.transaction().isPresent()));
      }
    }
    return Optional.empty();
  }

  private Optional<Step> orphan() {
    return orphaned().map(this::torn);
  }

  /** A partition whose head is of a transaction whose end should have come. */
  private Optional<Deque<Held>> orphaned() {
    return partitions.entrySet().stream()
        // What stands behind a change that is gathered already waits, as the change is before it.
        .filter(queue -> !begun.contains(queue.getKey()))
        .map(Map.Entry::getValue)
        .filter(queue -> !queue.isEmpty() && isOrphan(queue.element()))
        .findFirst();
  }

  private boolean isOrphan(Held head) {
    return head.transaction()
        .filter(id -> !announced.contains(id) && !over.contains(id))
        .map(open::get)
        .filter(its -> isReadLongAfter(endsPartition, its.lastNanos))
        .isPresent();
  }

  /** Whether the partition was read to its end when that was waited for long enough. */
  private boolean isReadLongAfter(TopicPartition partition, long nanos) {
    Long read = atEnd.get(partition);
    return read != null && read - nanos > PATIENCE.toNanos();
  }

  /** Takes what is of the transaction, and what stands behind that and is of none. */
  private void gather(String id) {
    partitions.forEach(
        (partition, queue) -> {
          Held head = queue.peek();
          while (head != null) {
            boolean isOfIt = head.transaction().equals(Optional.of(id));
            if (!isOfIt && !(isFree(head) && begun.contains(partition))) {
              return;
            }
            if (isOfIt) {
              gatheredChanges++;
              begun.add(partition);
            }
            gathered.add(queue.remove());
            head = queue.peek();
          }
        });
  }

  private Optional<Step> ended() {
    End end = ends.element();
    boolean complete = gatheredChanges >= end.changes();
    if (!complete && !isWaitOver() && !isFull(1)) {
      return Optional.empty();
    }
    ends.remove();
    announced.remove(end.id());
    remember(end.id());
    List<Held> changes = List.copyOf(gathered);
    changes.forEach(this::given);
    gathered.clear();
    begun.clear();
    gatheredChanges = 0;
    return Optional.of(new Step.Whole(end.id(), changes, complete));
  }

  /** Whether no more of the next transaction can come, or has not for long. */
  private boolean isWaitOver() {
    long since = ends.element().nanos();
    return partitions.entrySet().stream()
        .allMatch(queue -> !queue.getValue().isEmpty() || isReadLongAfter(queue.getKey(), since));
  }

  /** The head of the longest queue, as too much is held. */
  private Optional<Step> torn() {
    return partitions.values().stream()
        .max(Comparator.comparingInt(Deque::size))
        .filter(queue -> !queue.isEmpty())
        .map(this::torn);
  }

  /** The transaction of the head is over with it: all that is of it follows by itself. */
  private Step torn(Deque<Held> queue) {
    Held head = taken(queue);
    head.transaction().ifPresent(this::remember);
    return new Step.Alone(head, true);
  }

  private Held taken(Deque<Held> queue) {
    Held taken = queue.remove();
    given(taken);
    return taken;
  }

  private void given(Held one) {
    held--;
    heldBytes -= one.bytes();
    if (one.transaction().isPresent()) {
      open.computeIfPresent(one.transaction().get(), (id, its) -> --its.records == 0 ? null : its);
    }
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
