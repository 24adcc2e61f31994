package io.headwater.app.wiring;

import io.headwater.core.bootstrap.Lease;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Creates the topics that are missing and checks those that exist; it never alters one.
 *
 * <p>The number of partitions decides where a resource lives, so another number is refused.
 */
final class TopicSetup {

  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Shorter than the wait for anything else: a wrong address should be told soon. */
  private static final Duration REACH_LIMIT = Duration.ofSeconds(15);

  private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(20);
  private static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);

  /** Records of the journal hold all rows of a resource, so they may be larger than a document. */
  private static final int JOURNAL_MAX_MESSAGE_BYTES = 64 * 1024 * 1024;

  /** Claims have one order, so one partition; they are small. */
  private static final int OWNERS_PARTITIONS = 1;

  private static final int LEASES_PARTITIONS = 1;

  /** A lease is never written again once it has ended, so its age alone says that it is useless. */
  private static final Duration LEASES_RETENTION = Lease.MOST.multipliedBy(2);

  /** Only closed segments are deleted. */
  private static final Duration LEASES_SEGMENT = Duration.ofHours(6);

  private static final String COMPACT_AND_DELETE =
      TopicConfig.CLEANUP_POLICY_COMPACT + "," + TopicConfig.CLEANUP_POLICY_DELETE;

  private static final int SMALL_MESSAGE_BYTES = 64 * 1024;

  /** What a state record has beside the document: envelope, key and headers. */
  private static final int ENVELOPE_BYTES = 64 * 1024;

  /**
   * A topic that fits.
   *
   * @param tombstones how long it keeps tombstones at least
   */
  record Topic(Duration tombstones) {}

  private final Map<String, Object> kafka;
  private final int partitions;
  private final int replicationFactor;
  private final int stateMaxMessageBytes;
  private final boolean kafkaJournal;

  TopicSetup(NodePlan plan) {
    this.kafka = new HashMap<>(plan.kafka());
    this.partitions = plan.settings().produce().partitions();
    this.replicationFactor = plan.settings().kafka().replicationFactor();
    this.kafkaJournal = plan.persistingPublishes();
    this.stateMaxMessageBytes =
        Math.toIntExact(plan.settings().produce().maxDocumentBytes()) + ENVELOPE_BYTES;
  }

  /**
   * Asks the broker for its topics, so that a wrong address is told soon.
   *
   * @throws StartException when the broker cannot be reached
   */
  void reach() {
    try (Admin admin = Admin.create(kafka)) {
      existing(admin);
    } catch (ExecutionException e) {
      throw new StartException("Kafka refused: " + Reasons.of(e), e);
    } catch (TimeoutException e) {
      throw silent(LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while Kafka was asked for its topics", e);
    }
  }

  /**
   * Makes sure that the state topics, that of the leases, and the journal's when it is in Kafka,
   * are there.
   *
   * @return what they are, by name
   * @throws StartException when the broker cannot be reached, or a topic does not fit
   */
  Map<String, Topic> ensure(Collection<ResourceType> types) {
    List<NewTopic> wanted = new ArrayList<>();
    if (kafkaJournal) {
      wanted.add(compacted(Topics.JOURNAL, JOURNAL_MAX_MESSAGE_BYTES));
      wanted.add(compacted(Topics.JOURNAL_OWNERS, OWNERS_PARTITIONS, SMALL_MESSAGE_BYTES));
    }
    wanted.add(leases());
    types.forEach(type -> wanted.add(compacted(Topics.state(type), stateMaxMessageBytes)));
    try (Admin admin = Admin.create(kafka)) {
      Set<String> existing = existing(admin);
      List<NewTopic> missing =
          wanted.stream().filter(topic -> !existing.contains(topic.name())).toList();
      create(admin, missing);
      return check(admin, wanted, checkPolicies(admin, wanted));
    } catch (ExecutionException e) {
      throw new StartException("Kafka refused: " + Reasons.of(e), e);
    } catch (TimeoutException e) {
      throw silent(LIMIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while topics were created", e);
    }
  }

  private Set<String> existing(Admin admin)
      throws InterruptedException, ExecutionException, TimeoutException {
    // The client's own limit, as the client does not close before it.
    ListTopicsOptions options =
        new ListTopicsOptions().timeoutMs(Math.toIntExact(REACH_LIMIT.toMillis()));
    try {
      return new HashSet<>(
          admin.listTopics(options).names().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof org.apache.kafka.common.errors.TimeoutException) {
        throw silent(REACH_LIMIT, e);
      }
      throw e;
    }
  }

  private StartException silent(Duration limit, Exception cause) {
    return new StartException(
        "Kafka at %s does not answer within %d s; mend: check headwater.kafka.bootstrap-servers"
            .formatted(kafka.get("bootstrap.servers"), limit.toSeconds()),
        cause);
  }

  private static void create(Admin admin, List<NewTopic> missing)
      throws InterruptedException, ExecutionException, TimeoutException {
    for (var created : admin.createTopics(missing).values().values()) {
      try {
        created.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static Map<String, Topic> check(
      Admin admin, List<NewTopic> wanted, Map<String, Duration> tombstones)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<String, TopicDescription> found =
        describe(admin, wanted.stream().map(NewTopic::name).toList());
    Map<String, Topic> checked = new HashMap<>();
    for (NewTopic topic : wanted) {
      TopicDescription description = found.get(topic.name());
      if (description == null || description.partitions().size() != topic.numPartitions()) {
        throw new StartException(
            "topic %s has %d partitions and needs %d; mend: set headwater.produce.partitions to what the state topics have, or remove the topic"
                .formatted(
                    topic.name(),
                    description == null ? 0 : description.partitions().size(),
                    topic.numPartitions()));
      }
      checked.put(
          topic.name(), new Topic(tombstones.getOrDefault(topic.name(), TOMBSTONE_RETENTION)));
    }
    return checked;
  }

  /**
   * A topic that also deletes by age would lose states; one with a low limit would refuse them.
   *
   * @return how long each keeps tombstones
   */
  private static Map<String, Duration> checkPolicies(Admin admin, List<NewTopic> wanted)
      throws InterruptedException, ExecutionException, TimeoutException {
    describe(admin, wanted.stream().map(NewTopic::name).toList());
    List<ConfigResource> topics =
        wanted.stream()
            .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()))
            .toList();
    Map<ConfigResource, Config> found =
        admin.describeConfigs(topics).all().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    Map<String, Duration> tombstones = new HashMap<>();
    for (NewTopic topic : wanted) {
      Config config = found.get(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()));
      require(
          topic,
          config,
          TopicConfig.CLEANUP_POLICY_CONFIG,
          (is, needed) -> CleanupPolicy.of(is).keepsAsMuchAs(CleanupPolicy.of(needed)));
      if (deletes(config)) {
        require(topic, config, TopicConfig.RETENTION_MS_CONFIG, TopicSetup::keepsAsLong);
      }
      require(
          topic,
          config,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          (is, needed) -> Long.parseLong(is) >= Long.parseLong(needed));
      ConfigEntry kept = config == null ? null : config.get(TopicConfig.DELETE_RETENTION_MS_CONFIG);
      if (kept != null) {
        tombstones.put(topic.name(), Duration.ofMillis(Long.parseLong(kept.value())));
      }
    }
    return tombstones;
  }

  private static boolean keepsAsLong(String is, String needed) {
    long retention = Long.parseLong(is);
    return retention < 0 || retention >= Long.parseLong(needed);
  }

  private static boolean deletes(@Nullable Config config) {
    ConfigEntry policy = config == null ? null : config.get(TopicConfig.CLEANUP_POLICY_CONFIG);
    return policy != null && CleanupPolicy.of(policy.value()).deletes();
  }

  private static void require(
      NewTopic topic, @Nullable Config config, String name, BiPredicate<String, String> fits) {
    String needed = topic.configs().getOrDefault(name, "");
    ConfigEntry entry = config == null ? null : config.get(name);
    String is = entry == null ? null : entry.value();
    if (is == null || !fits.test(is, needed)) {
      throw new StartException(
          "topic %s has %s=%s and needs %s, or it loses or refuses records; mend: set it so"
              .formatted(topic.name(), name, is, needed));
    }
  }

  private static Map<String, TopicDescription> describe(Admin admin, List<String> names)
      throws InterruptedException, ExecutionException, TimeoutException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (true) {
      try {
        return admin.describeTopics(names).allTopicNames().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        // A broker hears of a new topic a little later than the controller that created it.
        boolean unheard = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unheard || System.nanoTime() - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
      }
    }
  }

  private NewTopic leases() {
    NewTopic topic = compacted(Topics.LEASES, LEASES_PARTITIONS, SMALL_MESSAGE_BYTES);
    Map<String, String> configs = new HashMap<>(topic.configs());
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, COMPACT_AND_DELETE);
    configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(LEASES_RETENTION.toMillis()));
    configs.put(TopicConfig.SEGMENT_MS_CONFIG, Long.toString(LEASES_SEGMENT.toMillis()));
    return topic.configs(configs);
  }

  private NewTopic compacted(String name, int maxMessageBytes) {
    return compacted(name, partitions, maxMessageBytes);
  }

  private NewTopic compacted(String name, int partitionCount, int maxMessageBytes) {
    Map<String, String> configs = new HashMap<>();
    configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    configs.put(
        TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(TOMBSTONE_RETENTION.toMillis()));
    configs.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(maxMessageBytes));
    return new NewTopic(name, Optional.of(partitionCount), replication()).configs(configs);
  }

  private Optional<Short> replication() {
    return replicationFactor < 0 ? Optional.empty() : Optional.of((short) replicationFactor);
  }
}
