package io.headwater.persistence.journal;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no transaction without an end hides records of the journal and the state topics.
 *
 * <p>A coordinator may take a transaction for complete whose markers were never written
 * (KAFKA-20734). Its records stay hidden until the same producer commits again in the same
 * partition, and then all appear, whatever was decided meanwhile: a journal that is read without
 * them decides their changes a second time. Here such a transaction is ended as its coordinator has
 * decided, or, when that cannot be proven, the journal does not open. Single-threaded.
 */
final class HangingTransactions {

  private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);

  /** The key of the records that carry a commit into a partition; they have no value. */
  static final String END_KEY = "headwater-transaction-end";

  private static final String UNKNOWN =
      "whether it was committed or aborted cannot be told any more";
  private static final String STATE_PREFIX = "headwater.state.";
  private static final Duration POLL = Duration.ofMillis(50);

  /** How long no coordinator may know of a transaction before it is taken for hanging. */
  private static final Duration SUSPICION = Duration.ofSeconds(10);

  /** How long markers may take beyond the time that another writer's transaction may be open. */
  private static final Duration MARKER_WAIT = Duration.ofSeconds(30);

  private static final Set<TransactionState> OPEN_STATES =
      Set.of(
          TransactionState.ONGOING,
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  private final Admin admin;
  private final Duration limit;

  HangingTransactions(JournalSettings settings, Admin admin) {
    this.admin = admin;
    this.limit = settings.transactionTimeout().plus(MARKER_WAIT);
  }

  /**
   * Returns when all that was written to these partitions before the call is either visible or
   * aborted.
   *
   * @param fenced the writers that may have written there and do so no more
   * @throws JournalException when a transaction's fate is unknown or it does not end
   */
  void end(Collection<Integer> partitionNumbers, Collection<FencedWriter> fenced) {
    if (partitionNumbers.isEmpty()) {
      return;
    }
    Map<TopicPartition, Long> ends =
        offsets(partitions(Set.copyOf(partitionNumbers)), IsolationLevel.READ_UNCOMMITTED);
    long startedAt = System.nanoTime();
    Map<OpenTransaction, Long> suspects = new HashMap<>();
    Set<OpenTransaction> ended = new HashSet<>();
    for (Set<TopicPartition> held = held(ends); !held.isEmpty(); held = held(ends)) {
      Set<OpenTransaction> hanging = hanging(held);
      // Another writer's transaction may end between two questions; one that hangs stays.
      suspects.keySet().retainAll(hanging);
      hanging.forEach(one -> suspects.putIfAbsent(one, System.nanoTime()));
      Set<OpenTransaction> certain =
          suspects.entrySet().stream()
              .filter(one -> isCertain(one.getKey(), one.getValue(), fenced))
              .map(Map.Entry::getKey)
              .collect(Collectors.toSet());
      if (!certain.isEmpty()) {
        if (certain.stream().anyMatch(ended::contains)) {
          throw refusal(certain, "it could not be ended");
        }
        end(certain, fenced);
        ended.addAll(certain);
        certain.forEach(suspects::remove);
      }
      if (System.nanoTime() - startedAt > limit.toNanos()) {
        throw new JournalException(
            "a transaction on %s is still open after %s; mend: check the other writers and the broker, then start again"
                .formatted(held, limit));
      }
      LockSupport.parkNanos(POLL.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        throw new JournalException("interrupted while the journal opened");
      }
    }
  }

  /** A coordinator without a leader does not tell of its transactions, for a while. */
  private static boolean isCertain(
      OpenTransaction suspect, long sinceNanos, Collection<FencedWriter> fenced) {
    boolean isFenced =
        fenced.stream().anyMatch(writer -> writer.former().producerId() == suspect.producerId());
    Duration enough = isFenced ? POLL : SUSPICION;
    return System.nanoTime() - sinceNanos >= enough.toNanos();
  }

  private void end(Set<OpenTransaction> hanging, Collection<FencedWriter> fenced) {
    for (OpenTransaction one : hanging) {
      FencedWriter writer =
          fenced.stream()
              .filter(candidate -> candidate.former().producerId() == one.producerId())
              .findFirst()
              .orElseThrow(() -> refusal(Set.of(one), UNKNOWN));
      switch (writer.former().outcomeOf(one)) {
        case COMMITTED -> commit(one, writer);
        case ABORTED -> {
          LOG.warn("the broker lost the end of an aborted transaction, writing it: {}", one);
          answer(admin.abortTransaction(one.abortion()).all());
        }
        case UNKNOWN -> throw refusal(Set.of(one), UNKNOWN);
      }
    }
  }

  /** A commit of the same producer ends what it has begun before in that partition as well. */
  private void commit(OpenTransaction committed, FencedWriter writer) {
    if (FormerTransaction.of(admin, writer.transactionalId()).producerId()
        != committed.producerId()) {
      throw refusal(Set.of(committed), "it was committed by a producer that is gone");
    }
    LOG.warn("the broker lost the end of a committed transaction, writing it: {}", committed);
    TopicPartition partition = committed.partition();
    Producer<String, byte[]> producer = writer.producer();
    producer.beginTransaction();
    // The commit waits for it and fails with its failure.
    Future<RecordMetadata> unused =
        producer.send(
            new ProducerRecord<>(partition.topic(), partition.partition(), END_KEY, null));
    producer.commitTransaction();
  }

  private static JournalException refusal(Set<OpenTransaction> hanging, String reason) {
    return new JournalException(
        "a transaction has no end: %s, so publishing could repeat versions or lose them; at %s; mend: end each with 'kafka-transactions.sh abort', start again, and take a new snapshot of the sources"
            .formatted(reason, hanging.stream().map(OpenTransaction::place).toList()));
  }

  /** Partitions where records from before the given ends are not yet visible. */
  private Set<TopicPartition> held(Map<TopicPartition, Long> ends) {
    Map<TopicPartition, Long> visible = offsets(ends.keySet(), IsolationLevel.READ_COMMITTED);
    return ends.keySet().stream()
        .filter(partition -> visible.getOrDefault(partition, 0L) < ends.getOrDefault(partition, 0L))
        .collect(Collectors.toSet());
  }

  /** Transactions in those partitions that no coordinator knows to be open. */
  private Set<OpenTransaction> hanging(Set<TopicPartition> held) {
    Set<OpenTransaction> open = new HashSet<>();
    for (Map.Entry<TopicPartition, PartitionProducerState> state :
        answer(admin.describeProducers(held).all()).entrySet()) {
      state.getValue().activeProducers().stream()
          .filter(producer -> producer.currentTransactionStartOffset().isPresent())
          .forEach(producer -> open.add(OpenTransaction.of(state.getKey(), producer)));
    }
    if (open.isEmpty()) {
      return open;
    }
    Set<Long> producers =
        open.stream().map(OpenTransaction::producerId).collect(Collectors.toSet());
    Set<Long> alive =
        answer(
                admin
                    .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                    .all())
            .stream()
            .filter(transaction -> OPEN_STATES.contains(transaction.state()))
            .map(TransactionListing::producerId)
            .collect(Collectors.toSet());
    open.removeIf(one -> alive.contains(one.producerId()));
    return open;
  }

  private List<TopicPartition> partitions(Set<Integer> numbers) {
    List<String> topics =
        answer(admin.listTopics().names()).stream()
            .filter(name -> name.equals(Topics.JOURNAL) || name.startsWith(STATE_PREFIX))
            .toList();
    List<TopicPartition> partitions = new ArrayList<>();
    answer(admin.describeTopics(topics).allTopicNames())
        .forEach(
            (name, topic) ->
                topic.partitions().stream()
                    .filter(one -> numbers.contains(one.partition()))
                    .forEach(one -> partitions.add(new TopicPartition(name, one.partition()))));
    return partitions;
  }

  private Map<TopicPartition, Long> offsets(
      Iterable<TopicPartition> partitions, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    partitions.forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> offsets = new HashMap<>();
    Map<TopicPartition, ListOffsetsResultInfo> answers =
        answer(admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all());
    answers.forEach((partition, at) -> offsets.put(partition, at.offset()));
    return offsets;
  }

  private static <T> T answer(KafkaFuture<T> question) {
    try {
      return question.get();
    } catch (ExecutionException e) {
      throw new JournalException(
          "cannot tell whether a transaction hangs on the journal or the state topics: %s; mend: check the broker, and that this client may read the topics"
              .formatted(e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JournalException("interrupted while the journal opened", e);
    }
  }
}
