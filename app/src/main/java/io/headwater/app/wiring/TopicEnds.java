package io.headwater.app.wiring;

import io.headwater.actors.bootstrap.ViewSetup;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the end offsets of topics, as {@code read_committed} consumers see them. What it tells is
 * at most {@link #MAX_AGE} old. Thread-safe.
 */
final class TopicEnds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TopicEnds.class);

  /** Ends older than this are unknown: a lag against them would look too small. */
  static final Duration MAX_AGE = ViewSetup.END_AGE;

  /** Half of it, so that an answer that lacks some is of use for as long as it was waited for. */
  static final Duration ASK_LIMIT = MAX_AGE.dividedBy(2);

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final long UNKNOWN = -1;

  private record Ends(Map<String, Map<Integer, Long>> byTopic, long askedAtNanos) {}

  private final Admin admin;
  private final Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
  private volatile Ends ends = new Ends(Map.of(), System.nanoTime());
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "headwater-topic-ends");
            thread.setDaemon(true);
            return thread;
          });
  private final ScheduledFuture<?> schedule;

  /** Watches these topics, by their number of partitions. */
  TopicEnds(Map<String, String> kafka, Map<String, Integer> topics) {
    this.admin = Admin.create(new HashMap<>(kafka));
    topics.forEach(
        (topic, partitions) -> {
          for (int partition = 0; partition < partitions; partition++) {
            asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
          }
        });
    this.schedule =
        scheduler.scheduleWithFixedDelay(this::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The sum of the end offsets of all the topic's partitions; -1 while unknown. */
  long sum(String topic) {
    return sum(byPartition(topic));
  }

  private static long sum(Map<Integer, Long> ends) {
    return ends.isEmpty() ? UNKNOWN : ends.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The end offset of each of the topic's partitions; empty while unknown. */
  Map<Integer, Long> byPartition(String topic) {
    Ends known = ends;
    return System.nanoTime() - known.askedAtNanos() > MAX_AGE.toNanos()
        ? Map.of()
        : known.byTopic().getOrDefault(topic, Map.of());
  }

  @Override
  public void close() {
    schedule.cancel(true);
    scheduler.shutdownNow();
    admin.close(Duration.ofSeconds(1));
  }

  /** The same sum, when it was asked for at that time (of {@link System#nanoTime}) or later. */
  long sum(String topic, long askedSinceNanos) {
    return sum(byPartition(topic, askedSinceNanos));
  }

  /** The same ends, when they were asked for at that time or later. */
  Map<Integer, Long> byPartition(String topic, long askedSinceNanos) {
    Ends known = ends;
    return known.askedAtNanos() - askedSinceNanos < 0
        ? Map.of()
        : known.byTopic().getOrDefault(topic, Map.of());
  }

  /**
   * Asks now, so that what is told next is not older than this call.
   *
   * @return false when there was no answer
   */
  boolean refresh() {
    return ask();
  }

  private boolean ask() {
    try {
      long askedAtNanos = System.nanoTime();
      Map<String, Map<Integer, Long>> byTopic = new HashMap<>();
      ListOffsetsResult answer =
          admin.listOffsets(
              asked,
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)
                  .timeoutMs(Math.toIntExact(ASK_LIMIT.toMillis())));
      awaitAll(answer);
      Set<String> unknown = new HashSet<>();
      for (TopicPartition partition : asked.keySet()) {
        KafkaFuture<ListOffsetsResultInfo> end = answer.partitionResult(partition);
        if (end.isDone() && !end.isCompletedExceptionally()) {
          byTopic
              .computeIfAbsent(partition.topic(), unused -> new HashMap<>())
              .put(partition.partition(), end.get().offset());
        } else {
          unknown.add(partition.topic());
        }
      }
      // Of a topic, all ends or none: without one of them it would look shorter.
      byTopic.keySet().removeAll(unknown);
      // No answer at all says nothing of what was known before.
      if (!byTopic.isEmpty()) {
        replace(new Ends(byTopic, askedAtNanos));
      }
      return !byTopic.isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("the ends of {} partitions are unknown: {}", asked.size(), e.toString());
    }
    return false;
  }

  // One topic that is not there must not hide the ends of the others.
  private void awaitAll(ListOffsetsResult answer) throws InterruptedException {
    try {
      answer.all().get(ASK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("ends among those of {} partitions are unknown: {}", asked.size(), e.toString());
    }
  }

  /** An answer that was asked for earlier never replaces a later one's. */
  private synchronized void replace(Ends answer) {
    if (answer.askedAtNanos() - ends.askedAtNanos() > 0) {
      ends = answer;
    }
  }
}
