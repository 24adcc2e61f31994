package io.headwater.capture.capture;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_COMPACT;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_DELETE;
import static org.apache.kafka.common.config.TopicConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics that capture writes, where they are absent; existing ones stay as they are.
 */
public final class ChangeLogTopics {

  /** The partitions of a database's change log: one keeps the source's order. */
  public static final int ONE_ORDER = 1;

  /** So that a source whose transaction hangs holds up few others. */
  public static final int OFFSETS_PARTITIONS = 8;

  /** The largest record: a row of the source. */
  public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(ChangeLogTopics.class);
  private static final int QUARANTINE_PARTITIONS = 1;
  private static final long WAIT_SECONDS = 30;
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(20);

  private ChangeLogTopics() {}

  /**
   * Creates what is absent for one source.
   *
   * @param partitions those of the change log when it is created
   * @return the partitions that the change log has
   * @throws ChangeLogException when the broker cannot be reached or refuses
   */
  public static int create(ChangeLogSettings settings, String source, int partitions) {
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      List<NewTopic> topics = topics(settings, source, partitions);
      for (NewTopic topic : topics) {
        create(admin, topic, settings);
      }
      warnOfDeletion(admin);
      return partitions(admin, topics.getFirst(), settings);
    }
  }

  private static int partitions(Admin admin, NewTopic changeLog, ChangeLogSettings settings) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
    while (true) {
      try {
        return admin
            .describeTopics(List.of(changeLog.name()))
            .allTopicNames()
            .get(WAIT_SECONDS, TimeUnit.SECONDS)
            .values()
            .iterator()
            .next()
            .partitions()
            .size();
      } catch (ExecutionException e) {
        // A broker hears of a new topic a little later than the controller that created it.
        boolean unheard = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unheard || System.nanoTime() - deadline > 0) {
          throw failed(changeLog, settings, e);
        }
        LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
      } catch (TimeoutException e) {
        throw failed(changeLog, settings, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw failed(changeLog, settings, e);
      }
    }
  }

  private static List<NewTopic> topics(ChangeLogSettings settings, String source, int partitions) {
    String retention = "" + settings.retention().toMillis();
    return List.of(
        topic(settings, Topics.changes(source), partitions)
            .configs(kept(CLEANUP_POLICY_DELETE, retention)),
        topic(settings, Topics.QUARANTINE, QUARANTINE_PARTITIONS)
            .configs(kept(CLEANUP_POLICY_COMPACT, "-1")),
        topic(settings, Topics.QUARANTINE_REQUESTS, QUARANTINE_PARTITIONS)
            .configs(kept(CLEANUP_POLICY_COMPACT, "-1")),
        topic(settings, Topics.OFFSETS, OFFSETS_PARTITIONS)
            .configs(kept(CLEANUP_POLICY_COMPACT, "-1")));
  }

  private static Map<String, String> kept(String policy, String retention) {
    return Map.of(
        CLEANUP_POLICY_CONFIG,
        policy,
        RETENTION_MS_CONFIG,
        retention,
        MAX_MESSAGE_BYTES_CONFIG,
        "" + MAX_RECORD_BYTES,
        COMPRESSION_TYPE_CONFIG,
        "producer");
  }

  private static NewTopic topic(ChangeLogSettings settings, String name, int partitions) {
    return new NewTopic(name, partitions, settings.replicationFactor());
  }

  private static void create(Admin admin, NewTopic topic, ChangeLogSettings settings) {
    try {
      admin.createTopics(List.of(topic)).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
      LOG.info("Created the topic {} with {} partitions", topic.name(), topic.numPartitions());
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw failed(topic, settings, e);
      }
      LOG.debug("The topic {} exists", topic.name());
    } catch (TimeoutException e) {
      throw failed(topic, settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(topic, settings, e);
    }
  }

  /** Such a topic is of a former version, or made by hand; it works, and loses what it keeps. */
  private static void warnOfDeletion(Admin admin) {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.QUARANTINE);
    try {
      ConfigEntry policy =
          admin
              .describeConfigs(List.of(topic))
              .all()
              .get(WAIT_SECONDS, TimeUnit.SECONDS)
              .values()
              .iterator()
              .next()
              .get(CLEANUP_POLICY_CONFIG);
      if (policy != null && !CLEANUP_POLICY_COMPACT.equals(policy.value())) {
        LOG.warn(
            "The topic {} has {}={}, so refused input is lost when it gets old; mend:"
                + " kafka-configs.sh --alter --topic {} --add-config {}={}",
            Topics.QUARANTINE,
            CLEANUP_POLICY_CONFIG,
            policy.value(),
            Topics.QUARANTINE,
            CLEANUP_POLICY_CONFIG,
            CLEANUP_POLICY_COMPACT);
      }
    } catch (ExecutionException | TimeoutException e) {
      LOG.info("The policy of the topic {} is not known: {}", Topics.QUARANTINE, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ChangeLogException failed(
      NewTopic topic, ChangeLogSettings settings, Exception cause) {
    return new ChangeLogException(
        "cannot create the topic %s at %s; check the broker's address and the right to create topics"
            .formatted(topic.name(), settings.bootstrapServers()),
        cause);
  }
}
