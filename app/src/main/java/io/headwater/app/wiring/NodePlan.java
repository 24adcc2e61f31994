package io.headwater.app.wiring;

import com.typesafe.config.Config;
import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.app.settings.ResourceContract;
import io.headwater.app.settings.ResourceDefinition;
import io.headwater.capture.capture.ChangeLogSettings;
import io.headwater.core.contract.Contract;
import io.headwater.core.json.Bytes;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.journal.KafkaJournalExtension;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * All that a process needs to start, read and checked.
 *
 * @param settings the application's settings
 * @param config the same and every other key, for the actor system
 * @param resources the mappings
 * @param contracts the contract of each resource, written or derived
 * @param sources what capture needs, by source
 */
public record NodePlan(
    HeadwaterSettings settings,
    Config config,
    List<ResourceDefinition> resources,
    Map<ResourceType, ResourceContract> contracts,
    List<SourcePlan> sources) {

  /** The key that names the journal's plugin. */
  static final String JOURNAL_PLUGIN = "pekko.persistence.journal.plugin";

  public NodePlan {
    resources = List.copyOf(resources);
    contracts = Map.copyOf(contracts);
    sources = List.copyOf(sources);
  }

  /** The mappings. */
  public List<ResourceMapping> mappings() {
    return resources.stream().map(ResourceDefinition::mapping).toList();
  }

  /** The contracts as they are served, by type. */
  public Map<ResourceType, Bytes> schemas() {
    return each(ResourceContract::schema);
  }

  /** What documents are checked against, by type. */
  public Map<ResourceType, Contract> rules() {
    return each(ResourceContract::rules);
  }

  private <T> Map<ResourceType, T> each(Function<ResourceContract, T> part) {
    return contracts.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, contract -> part.apply(contract.getValue())));
  }

  /** The properties of every Kafka client. */
  public Map<String, String> kafka() {
    Map<String, String> properties = new HashMap<>(settings.kafka().properties());
    properties.put("bootstrap.servers", settings.kafka().bootstrapServers());
    return properties;
  }

  /** Where the change logs are and how they are kept. */
  public ChangeLogSettings changeLog() {
    return new ChangeLogSettings(
        settings.kafka().bootstrapServers(),
        settings.kafka().properties(),
        (short) settings.kafka().replicationFactor(),
        settings.changes().retention(),
        ChangeLogSettings.DEFAULT_TRANSACTION_TIMEOUT);
  }

  /** Whether the journal is Headwater's own, which publishes what it persists. */
  boolean persistingPublishes() {
    return config.getString(JOURNAL_PLUGIN).equals(KafkaJournalExtension.PLUGIN_ID);
  }

  /** Names the sources only: the rest may hold secrets. */
  @Override
  public String toString() {
    return "NodePlan" + sources;
  }
}
