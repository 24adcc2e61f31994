package io.headwater.persistence.journal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits the writes of all actors of the node in groups: one Kafka transaction at a time, the next
 * as soon as the last has returned, with all that was queued meanwhile.
 *
 * <p>A write is acknowledged after its transaction is committed and the local store holds it. A
 * transaction that has failed and cannot be aborted, or that the broker has given up, is settled by
 * a new producer, whose initialization ends the old one either way, and by reading the journal's
 * tail; one whose end is not confirmed in time stops the writer, and is settled when the journal
 * opens again. A write that Kafka refuses fails alone. Thread-safe; owns one thread.
 */
final class GroupCommitWriter {

  private static final Logger LOG = LoggerFactory.getLogger(GroupCommitWriter.class);
  private static final long IDLE_WAIT_MILLIS = 100;
  private static final long CLOSE_WAIT_MILLIS = 5_000;

  /** The most bytes in one transaction, so that it ends well within its timeout. */
  private static final long MAX_BATCH_BYTES = 64L * 1024 * 1024;

  private final Parts parts;
  private final JournalSettings settings;
  private final JournalStore store;
  private final BlockingQueue<WriterTask> queue;
  private final Set<Integer> owned = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile Producer<String, byte[]> producer;
  private volatile boolean closing;
  private volatile boolean abandoned;
  private volatile boolean ended;
  private volatile Optional<JournalException> failure = Optional.empty();

  /**
   * What the writer works with.
   *
   * @param producers makes a new transactional producer, not yet initialized
   * @param store the local image of the journal
   * @param recovery what is to be done after a commit of unknown outcome
   * @param meters the journal's metrics
   * @param observer is told each step of a commit
   */
  record Parts(
      Supplier<Producer<String, byte[]>> producers,
      JournalStore store,
      Recovery recovery,
      JournalMeters meters,
      CommitObserver observer) {}

  /** Makes a producer the writer's own, and brings the store up to the log. */
  interface Recovery {

    /**
     * Initializes the producer, which ends what its transactional id had under way; refuses when
     * one of the partitions is not this writer's any more.
     */
    void initialize(Producer<String, byte[]> producer, Set<Integer> owned);

    /** Reads the tails of the partitions. */
    void catchUp(Set<Integer> owned);
  }

  /** Initializes a producer and begins to take writes to the partitions that it will own. */
  GroupCommitWriter(JournalSettings settings, Parts parts) {
    this.parts = parts;
    this.settings = settings;
    this.store = parts.store();
    this.queue = new ArrayBlockingQueue<>(settings.maxQueued());
    this.producer = open();
    parts.meters().observeQueue(queue);
    parts.meters().observePartitions(owned);
    this.thread = new Thread(this::run, "headwater-journal-writer");
    // A commit that hangs must not keep the process alive; close() waits for one that does not.
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes writes to these partitions, whose ends the store must be at.
   *
   * @return completes when it does; never in the middle of finding its place again
   */
  CompletableFuture<Void> own(Collection<Integer> partitions) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    enqueue(new WriterTask.Own(Set.copyOf(partitions), done), done);
    return done;
  }

  Set<Integer> owned() {
    return Set.copyOf(owned);
  }

  /**
   * Takes no more writes to a partition.
   *
   * @return completes when nothing of it is under way any more
   */
  CompletableFuture<Void> disown(int partition) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    enqueue(new WriterTask.Disown(partition, done), done);
    return done;
  }

  private void enqueue(WriterTask task, CompletableFuture<Void> done) {
    try {
      while (!ended && !queue.offer(task, IDLE_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("the queue is full, {} waits", task);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.completeExceptionally(new JournalException("interrupted while a partition changed", e));
    }
    if (ended) {
      // Whether the task was seen or not: nothing is written any more.
      done.completeExceptionally(reasonOfEnd());
    }
  }

  /** Queues a write; its future fails at once when the queue is full or the writer has failed. */
  void submit(JournalWrite write) {
    if (closing || ended) {
      write.done().completeExceptionally(reasonOfEnd());
    } else if (!queue.offer(write)) {
      write
          .done()
          .completeExceptionally(
              new JournalException(
                  "more than %,d writes wait for the journal; mend: lower headwater.produce.max-open-changes or raise headwater.persistence.journal.max-queued"
                      .formatted(settings.maxQueued())));
    } else if (ended && queue.remove(write)) {
      // It came in after the last look at the queue.
      write.done().completeExceptionally(reasonOfEnd());
    }
  }

  /** Why the writer has stopped for good; empty while it works. */
  Optional<JournalException> failure() {
    return failure;
  }

  /**
   * Commits what is queued and takes no more.
   *
   * @return whether all that was under way has ended, so that nothing needs to be fenced
   */
  boolean close() {
    closing = true;
    try {
      thread.join(CLOSE_WAIT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandoned = true;
    boolean hasEnded = !thread.isAlive();
    producer.close(hasEnded ? Duration.ofMillis(CLOSE_WAIT_MILLIS) : Duration.ZERO);
    return hasEnded && failure.isEmpty();
  }

  private Producer<String, byte[]> open() {
    Producer<String, byte[]> opened = parts.producers().get();
    try {
      parts.recovery().initialize(opened, Set.copyOf(owned));
      parts.recovery().catchUp(Set.copyOf(owned));
      return opened;
    } catch (RuntimeException e) {
      opened.close(Duration.ZERO);
      throw e;
    }
  }

  private void run() {
    List<JournalWrite> batch = new ArrayList<>();
    try {
      while (!(closing && queue.isEmpty())) {
        Optional<WriterTask> last = take(batch);
        write(batch);
        batch.clear();
        last.ifPresent(this::perform);
      }
      end(batch);
    } catch (InterruptedException e) {
      stop(batch, new JournalException("the journal writer was interrupted", e));
    } catch (RuntimeException | Error e) {
      stop(batch, new JournalException("the journal writer has stopped: " + e.getMessage(), e));
    }
  }

  /**
   * Waits for a write and takes as many more as wait already.
   *
   * @return what is to be done after them, if anything
   */
  private Optional<WriterTask> take(List<JournalWrite> batch) throws InterruptedException {
    WriterTask next = queue.poll(IDLE_WAIT_MILLIS, TimeUnit.MILLISECONDS);
    long bytes = 0;
    while (next != null) {
      switch (next) {
        case WriterTask.Own own -> {
          return Optional.of(own);
        }
        case WriterTask.Disown disown -> {
          return Optional.of(disown);
        }
        case JournalWrite write -> {
          batch.add(write);
          bytes += write.bytes();
        }
      }
      next = batch.size() < settings.maxBatch() && bytes < MAX_BATCH_BYTES ? queue.poll() : null;
    }
    return Optional.empty();
  }

  private void perform(WriterTask task) {
    switch (task) {
      case WriterTask.Own own -> {
        owned.addAll(own.partitions());
        own.done().complete(null);
      }
      case WriterTask.Disown disown -> {
        owned.remove(disown.partition());
        disown.done().complete(null);
      }
      case JournalWrite write -> write(List.of(write));
    }
  }

  private void write(List<JournalWrite> batch) {
    List<JournalWrite> open = current(batch);
    int attempt = 1;
    while (!open.isEmpty()) {
      JournalTransaction transaction =
          new JournalTransaction(
              producer, settings.history(), settings.maxCommitAttempts(), () -> abandoned);
      try {
        commit(transaction, open);
        return;
      } catch (KafkaException | IllegalStateException e) {
        if (JournalTransaction.isFinal(e) || attempt >= settings.maxCommitAttempts() || abandoned) {
          throw new JournalException(explain(e, attempt), e);
        }
        LOG.warn("journal commit {} of {} writes has failed", attempt, open.size(), e);
        List<JournalWrite> left =
            retryable(transaction, open, JournalTransaction.isEpochRefused(e));
        attempt = left.size() < open.size() ? 1 : attempt + 1;
        open = left;
      }
    }
  }

  private void commit(JournalTransaction transaction, List<JournalWrite> batch) {
    long startedAt = System.nanoTime();
    Map<Integer, Long> nextOffsets = transaction.commit(batch, parts.observer());
    parts.observer().at(CommitStep.BEFORE_STORE);
    store.apply(keyed(batch), nextOffsets);
    parts.meters().committed(batch, System.nanoTime() - startedAt);
    parts.observer().at(CommitStep.BEFORE_ACKNOWLEDGEMENT);
    batch.forEach(write -> write.done().complete(Optional.empty()));
  }

  /**
   * Ends the failed transaction, answers what is decided by that, and returns the rest.
   *
   * @param isRefused whether the broker takes nothing from the producer any more; why, is seen from
   *     the claims when its place is taken anew
   */
  private List<JournalWrite> retryable(
      JournalTransaction transaction, List<JournalWrite> failed, boolean isRefused) {
    List<JournalWrite> unsettled = failed;
    try {
      if (isRefused || !transaction.abort()) {
        parts.meters().unsettled();
        producer.close(Duration.ZERO);
        producer = open();
        unsettled = settle(failed);
      }
    } catch (KafkaException | IllegalStateException | PlaceLostException e) {
      throw new JournalException(explain(e, 1), e);
    }
    IdentityHashMap<JournalWrite, RecordRefusedException> refusals = transaction.refusals();
    List<JournalWrite> left = new ArrayList<>();
    for (JournalWrite write : unsettled) {
      Optional<RecordRefusedException> refusal = Optional.ofNullable(refusals.get(write));
      if (refusal.isPresent()) {
        write.done().complete(Optional.of(refusal.get()));
      } else {
        left.add(write);
      }
    }
    return left;
  }

  /** Acknowledges what the log holds after all and returns what it does not. */
  private List<JournalWrite> settle(List<JournalWrite> unsettled) {
    Map<String, List<JournalEntry>> written =
        unsettled.stream()
            .collect(
                Collectors.groupingBy(
                    JournalWrite::persistenceId,
                    Collectors.mapping(JournalWrite::entry, Collectors.toList())));
    List<JournalWrite> open = new ArrayList<>();
    for (JournalWrite write : unsettled) {
      List<JournalEntry> own = Objects.requireNonNull(written.get(write.persistenceId()));
      // A deletion may be of former events, and then the store's newest entry is another.
      OptionalLong newestEvent =
          own.stream()
              .filter(entry -> !entry.isDeletion())
              .mapToLong(JournalEntry::sequenceNr)
              .max();
      Optional<JournalEntry> stored = store.entry(write.persistenceId());
      long sequenceNr = stored.map(JournalEntry::sequenceNr).orElse(0L);
      if (stored.filter(own::contains).isPresent()) {
        write.done().complete(Optional.empty());
      } else if (newestEvent.isEmpty() || sequenceNr < newestEvent.getAsLong()) {
        open.add(write);
      } else {
        throw new JournalException(
            "%s was written by another process, at %d where this one wrote %d; mend: give each node a name of its own"
                .formatted(write.persistenceId(), sequenceNr, newestEvent.getAsLong()));
      }
    }
    return open;
  }

  /**
   * Refuses writes to partitions of others, and drops deletions of events that were followed by
   * newer ones, which stay.
   */
  private List<JournalWrite> current(List<JournalWrite> batch) {
    Map<String, JournalWrite> newest = new HashMap<>();
    List<JournalWrite> current = new ArrayList<>(batch.size());
    for (JournalWrite write : batch) {
      if (!owned.contains(write.partition())) {
        write.done().completeExceptionally(notOwned(write));
        continue;
      }
      Optional<JournalWrite> former = Optional.ofNullable(newest.get(write.persistenceId()));
      if (!write.entry().isDeletion()) {
        newest.put(write.persistenceId(), write);
        current.add(write);
        continue;
      }
      boolean inBatch = former.isPresent() && former.get().isNewerThan(write.entry());
      boolean isOvertaken = inBatch || (former.isEmpty() && isOvertaken(write));
      if (settings.history().keepsAll() || !isOvertaken) {
        current.add(write);
      } else if (settings.history().keepsFormer()) {
        // A slot may be a newer event's by now; the deletion itself says what is gone.
        current.add(write.withoutRemovals());
      } else if (inBatch) {
        former.get().answerTo(write);
      } else {
        write.done().complete(Optional.empty());
      }
    }
    return current;
  }

  private boolean isOvertaken(JournalWrite deletion) {
    return store
        .entry(deletion.persistenceId())
        .filter(stored -> stored.sequenceNr() > deletion.entry().sequenceNr())
        .isPresent();
  }

  private static JournalException notOwned(JournalWrite write) {
    return new JournalException(
        "partition %d of %s is not open on this node; the actor recovers where it is"
            .formatted(write.partition(), write.persistenceId()));
  }

  private static List<KeyedEntry> keyed(List<JournalWrite> batch) {
    List<KeyedEntry> keyed = new ArrayList<>(batch.size());
    for (JournalWrite write : batch) {
      write.entries().forEach(entry -> keyed.add(new KeyedEntry(write.persistenceId(), entry)));
    }
    return keyed;
  }

  private void stop(List<JournalWrite> batch, JournalException cause) {
    if (JournalTransaction.isFenced(cause)) {
      parts.meters().wasFenced();
    }
    LOG.error("{}", cause.getMessage(), cause);
    failure = Optional.of(cause);
    end(batch);
  }

  /** Fails what is left; from now on nothing is taken. */
  private void end(List<JournalWrite> batch) {
    ended = true;
    List<WriterTask> lost = new ArrayList<>(batch);
    queue.drainTo(lost);
    for (WriterTask task : lost) {
      switch (task) {
        case JournalWrite write -> write.done().completeExceptionally(reasonOfEnd());
        case WriterTask.Own own -> own.done().completeExceptionally(reasonOfEnd());
        case WriterTask.Disown disown -> disown.done().completeExceptionally(reasonOfEnd());
      }
    }
  }

  private JournalException reasonOfEnd() {
    return failure.orElseGet(() -> new JournalException("the journal is closed"));
  }

  private static String explain(RuntimeException e, int attempt) {
    return JournalTransaction.isFenced(e)
        ? "another process has taken this writer's place, or a transaction was open for longer than transaction-timeout: "
            + messages(e)
        : "commit failed for good at attempt " + attempt + ": " + messages(e);
  }

  private static String messages(Throwable e) {
    Optional<Throwable> cause = Optional.ofNullable(e.getCause());
    return e.getMessage() + cause.map(inner -> ": " + messages(inner)).orElse("");
  }
}
