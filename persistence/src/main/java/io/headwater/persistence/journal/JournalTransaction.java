package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.publish.StateRecord;
import io.headwater.core.resource.Topics;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Kafka transaction with the records of a group of writes.
 *
 * <p>An end that the broker did not confirm in time is asked for again on the same producer, which
 * a writer that has lost its place cannot do: a new producer would take the place back.
 */
final class JournalTransaction {

  private static final Logger LOG = LoggerFactory.getLogger(JournalTransaction.class);

  private final Producer<String, byte[]> producer;
  private final History history;
  private final int maxAttempts;
  private final BooleanSupplier abandoned;
  private final List<SentRecord> sent = new ArrayList<>();

  /**
   * A transaction that is not begun.
   *
   * @param history decides the journal records' keys
   * @param maxAttempts how often its end is asked for
   * @param abandoned whether nobody waits for the end any more
   */
  JournalTransaction(
      Producer<String, byte[]> producer,
      History history,
      int maxAttempts,
      BooleanSupplier abandoned) {
    this.producer = producer;
    this.history = history;
    this.maxAttempts = maxAttempts;
    this.abandoned = abandoned;
  }

  /**
   * Sends the writes' records and commits; returns the journal offsets that follow them.
   *
   * <p>Records of one partition are sent one after the other, the journal's first: so the producer
   * fills each batch at once.
   */
  Map<Integer, Long> commit(List<JournalWrite> batch, CommitObserver observer) {
    producer.beginTransaction();
    observer.at(CommitStep.BEFORE_SENDS);
    List<JournalWrite> byPartition = new ArrayList<>(batch);
    // Stable: the writes of one actor stay in order.
    byPartition.sort(Comparator.comparingInt(JournalWrite::partition));
    Map<Integer, SentRecord> lasts = new HashMap<>();
    for (JournalWrite write : byPartition) {
      lasts.put(write.partition(), sendEntries(write));
    }
    observer.at(CommitStep.BETWEEN_SENDS);
    for (JournalWrite write : byPartition) {
      for (StateRecord published : write.publications()) {
        send(write, stateRecord(write.partition(), published));
      }
    }
    observer.at(CommitStep.BEFORE_COMMIT);
    end(producer::commitTransaction);
    Map<Integer, Long> next = new HashMap<>();
    lasts.forEach((partition, last) -> next.put(partition, last.committed().offset() + 1));
    return next;
  }

  /**
   * Aborts after a failure.
   *
   * @return whether it is known that nothing of the transaction is committed
   */
  boolean abort() {
    try {
      end(producer::abortTransaction);
      return true;
    } catch (KafkaException | IllegalStateException e) {
      if (isFinal(e)) {
        throw e;
      }
      LOG.warn("the journal transaction could not be aborted, reading the log", e);
      return false;
    }
  }

  /** The writes that hold records which can never be committed, by identity, and why. */
  IdentityHashMap<JournalWrite, RecordRefusedException> refusals() {
    IdentityHashMap<JournalWrite, RecordRefusedException> refusals = new IdentityHashMap<>();
    for (SentRecord one : sent) {
      one.refusal().ifPresent(refusal -> refusals.putIfAbsent(one.write(), refusal));
    }
    return refusals;
  }

  /** Whether another attempt is useless: the writer's place, its rights or a topic are gone. */
  static boolean isFinal(Throwable e) {
    return isFenced(e)
        || e instanceof AuthenticationException
        || e instanceof AuthorizationException
        || e instanceof UnsupportedVersionException
        || e instanceof UnknownTopicOrPartitionException
        || (e.getCause() instanceof KafkaException cause && isFinal(cause));
  }

  /** Whether another producer has this writer's place. */
  static boolean isFenced(Throwable e) {
    return e instanceof ProducerFencedException
        || e instanceof PlaceLostException
        || (e.getCause() instanceof RuntimeException cause && isFenced(cause));
  }

  /**
   * Whether the broker refuses what the producer sends: another producer has this writer's place,
   * or the broker has given the transaction up. Nothing of it is or will be committed.
   */
  static boolean isEpochRefused(Throwable e) {
    return e instanceof InvalidProducerEpochException
        || (e.getCause() instanceof RuntimeException cause && isEpochRefused(cause));
  }

  /** Sends the journal's records of a write and returns the last of them. */
  private SentRecord sendEntries(JournalWrite write) {
    for (String removed : write.removed()) {
      send(write, journalRecord(write, removed, null));
    }
    for (JournalEntry entry : write.entries()) {
      send(write, journalRecord(write, key(write, entry), entry.encode()));
    }
    return sent.getLast();
  }

  private void send(JournalWrite write, ProducerRecord<String, byte[]> produced) {
    sent.add(new SentRecord(write, produced.topic(), producer.send(produced)));
  }

  private void end(Runnable commitOrAbort) {
    for (int attempt = 1; ; attempt++) {
      try {
        commitOrAbort.run();
        return;
      } catch (TimeoutException e) {
        if (attempt >= maxAttempts || abandoned.getAsBoolean()) {
          throw new JournalException(
              "the broker did not confirm the end of a transaction in %d attempts; it is settled when the journal opens again: %s"
                  .formatted(attempt, e.getMessage()),
              e);
        }
        LOG.warn("the end of a journal transaction is not confirmed, attempt {}", attempt, e);
      }
    }
  }

  private String key(JournalWrite write, JournalEntry entry) {
    return entry.isDeletion()
        ? write.persistenceId()
        : history.key(write.persistenceId(), entry.sequenceNr());
  }

  private static ProducerRecord<String, byte[]> journalRecord(
      JournalWrite write, String key, byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.JOURNAL, write.partition(), key, value);
  }

  private static ProducerRecord<String, byte[]> stateRecord(int partition, StateRecord published) {
    ProducerRecord<String, byte[]> produced =
        new ProducerRecord<>(
            Topics.state(published.resource().type()),
            partition,
            published.resource().id().text(),
            published.value().map(Bytes::array).orElse(null));
    for (StateRecord.Header header : published.headers()) {
      produced.headers().add(header.name(), header.value().array());
    }
    return produced;
  }
}
