package io.headwater.capture.capture.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;

import io.headwater.capture.capture.ChangeLogException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The raw topics of a source as their broker has them. Not thread-safe. */
public final class RawTopics {

  private static final Logger LOG = LoggerFactory.getLogger(RawTopics.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private record Topic(String id, int partitions) {}

  private final Map<String, Topic> topics;
  private final List<String> names;

  private RawTopics(List<String> names, Map<String, Topic> topics) {
    this.names = names;
    this.topics = topics;
  }

  /**
   * Asks the broker for the topics.
   *
   * @param kafka the client's properties
   * @throws ChangeLogException when one is missing, or the broker cannot be reached
   */
  public static RawTopics find(Map<String, String> kafka, Collection<String> names) {
    Map<String, Topic> found = new HashMap<>();
    Set<String> missing = new LinkedHashSet<>();
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      for (var asked : admin.describeTopics(names).topicNameValues().entrySet()) {
        String name = asked.getKey();
        try {
          TopicDescription topic = asked.getValue().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
          found.put(name, new Topic(topic.topicId().toString(), topic.partitions().size()));
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
            throw unreachable(kafka, e);
          }
          missing.add(name);
        }
      }
    } catch (TimeoutException | KafkaException e) {
      throw unreachable(kafka, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(kafka, e);
    }
    if (!missing.isEmpty()) {
      throw new ChangeLogException(
          "there are no topics %s at %s; mend: correct their names, or have their connector write them first"
              .formatted(missing, kafka.get("bootstrap.servers")));
    }
    return new RawTopics(List.copyOf(names), found);
  }

  private static ChangeLogException unreachable(Map<String, String> kafka, Exception cause) {
    return new ChangeLogException(
        "the raw topics at %s cannot be described; mend: check the broker's address and the right to describe topics"
            .formatted(kafka.get("bootstrap.servers")),
        cause);
  }

  /**
   * Those that the broker compacts, as far as it tells; such a topic may lose a delete before it is
   * read.
   */
  static Set<String> compacted(Map<String, String> kafka, Collection<String> names) {
    Set<String> compacted = new TreeSet<>();
    try (Admin admin = Admin.create(Map.copyOf(kafka))) {
      List<ConfigResource> asked =
          names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
      admin
          .describeConfigs(asked)
          .all()
          .get(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .forEach(
              (topic, config) -> {
                if (config.get(CLEANUP_POLICY_CONFIG).value().contains(CLEANUP_POLICY_COMPACT)) {
                  compacted.add(topic.name());
                }
              });
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.info("Whether the raw topics are compacted is not known: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return compacted;
  }

  /** Topics with these numbers of partitions, for which no broker is asked. */
  static RawTopics of(SequencedMap<String, Integer> partitions) {
    Map<String, Topic> topics = new HashMap<>();
    partitions.forEach((name, count) -> topics.put(name, new Topic("of " + name, count)));
    return new RawTopics(List.copyOf(partitions.keySet()), topics);
  }

  /** The most partitions that one of the topics has. */
  public int mostPartitions() {
    return topics.values().stream().mapToInt(Topic::partitions).max().orElse(1);
  }

  /**
   * Checks a topic whose records must have one order.
   *
   * @throws ChangeLogException when it has several partitions
   */
  public void requireOnePartition(String name) {
    if (topic(name).partitions() > 1) {
      throw new ChangeLogException(
          "the topic '%s' has %d partitions, so the order of the transactions' ends is not told; mend: make it anew with one partition, or leave 'transactions' out"
              .formatted(name, topic(name).partitions()));
    }
  }

  /** The number of a topic's partitions, with those that were added. */
  int count(String name) {
    return topic(name).partitions();
  }

  /** The id of a topic. */
  String id(String name) {
    return topic(name).id();
  }

  /** All partitions. */
  List<TopicPartition> partitions() {
    return names.stream()
        .flatMap(
            name ->
                IntStream.range(0, topic(name).partitions())
                    .mapToObj(partition -> new TopicPartition(name, partition)))
        .toList();
  }

  /** Partitions that were added since; they count from now on. */
  Set<TopicPartition> added(ToIntFunction<String> counts) {
    Set<TopicPartition> added = new HashSet<>();
    for (String name : names) {
      Topic known = topic(name);
      int count = counts.applyAsInt(name);
      for (int partition = known.partitions(); partition < count; partition++) {
        added.add(new TopicPartition(name, partition));
      }
      if (count > known.partitions()) {
        topics.put(name, new Topic(known.id(), count));
      }
    }
    return added;
  }

  private Topic topic(String name) {
    Topic known = topics.get(name);
    if (known == null) {
      throw new IllegalArgumentException("topic " + name + " is none of these");
    }
    return known;
  }
}
