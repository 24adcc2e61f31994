package io.headwater.capture.capture;

import io.headwater.core.resource.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Where the engine keeps how the tables of a source were made and altered, without which it cannot
 * read the rows of a binary log.
 *
 * <p>All of it is needed at every start, so nothing of it may expire.
 */
public final class SchemaHistoryTopic {

  private static final String PREFIX = "schema.history.internal.";
  private static final long WAIT_SECONDS = 30;
  private static final Map<String, String> KEPT =
      Map.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.CLEANUP_POLICY_DELETE,
          TopicConfig.RETENTION_MS_CONFIG,
          "-1",
          TopicConfig.RETENTION_BYTES_CONFIG,
          "-1");

  private SchemaHistoryTopic() {}

  /** What the engine's properties must hold. */
  public static Map<String, String> properties(ChangeLogSettings settings, String source) {
    Map<String, String> properties = new HashMap<>();
    properties.put(
        "schema.history.internal", "io.debezium.storage.kafka.history.KafkaSchemaHistory");
    properties.put(PREFIX + "kafka.bootstrap.servers", settings.bootstrapServers());
    properties.put(PREFIX + "kafka.topic", Topics.schemaHistory(source));
    settings
        .client()
        .forEach(
            (name, value) -> {
              properties.put(PREFIX + "producer." + name, value);
              properties.put(PREFIX + "consumer." + name, value);
            });
    properties.put(PREFIX + "producer.acks", "all");
    return properties;
  }

  /**
   * Creates the topic where it is absent; refuses one that would forget or reorder.
   *
   * @throws ChangeLogException when the broker cannot be reached or refuses, or the topic does not
   *     fit
   */
  public static void ensure(ChangeLogSettings settings, String source) {
    String name = Topics.schemaHistory(source);
    Map<String, Object> properties = new HashMap<>(settings.client());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    try (Admin admin = Admin.create(properties)) {
      if (!create(admin, new NewTopic(name, 1, settings.replicationFactor()).configs(KEPT))) {
        check(admin, name);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw failed(name, settings, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(name, settings, e);
    }
  }

  /** False when there is one of that name. */
  private static boolean create(Admin admin, NewTopic topic)
      throws ExecutionException, InterruptedException, TimeoutException {
    try {
      admin.createTopics(List.of(topic)).all().get(WAIT_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private static void check(Admin admin, String name)
      throws ExecutionException, InterruptedException, TimeoutException {
    TopicDescription topic =
        admin
            .describeTopics(List.of(name))
            .allTopicNames()
            .get(WAIT_SECONDS, TimeUnit.SECONDS)
            .values()
            .iterator()
            .next();
    if (topic.partitions().size() != 1) {
      throw new ChangeLogException(
          "the topic %s has %d partitions; it needs one, to keep its order; remove it while no source uses it"
              .formatted(name, topic.partitions().size()));
    }
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
    Config config =
        admin
            .describeConfigs(List.of(resource))
            .all()
            .get(WAIT_SECONDS, TimeUnit.SECONDS)
            .values()
            .iterator()
            .next();
    KEPT.forEach(
        (key, value) -> {
          String given = config.get(key).value();
          if (!value.equals(given)) {
            throw new ChangeLogException(
                "the topic %s has %s=%s, so the history of the tables would be lost; mend: kafka-configs.sh --alter --topic %s --add-config %s=%s"
                    .formatted(name, key, given, name, key, value));
          }
        });
  }

  private static ChangeLogException failed(
      String name, ChangeLogSettings settings, Exception cause) {
    return new ChangeLogException(
        "cannot create or check the topic %s at %s; check the broker's address and the right to create topics"
            .formatted(name, settings.bootstrapServers()),
        cause);
  }
}
