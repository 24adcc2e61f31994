package io.headwater.actors.produce;

import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Where the resources' actors live: one shard per partition of the state topics, so a shard's
 * records all lie in one partition. Thread-safe.
 */
public final class ResourceSharding {

  private static final String SEPARATOR = "|";

  private final Map<ResourceType, ActorRef<ShardingEnvelope<ResourceEntity.Command>>> regions =
      new HashMap<>();

  /**
   * Starts the shard regions of every mapping.
   *
   * @param settings partitions, limits and metrics
   */
  public ResourceSharding(
      ActorSystem<?> system,
      List<ResourceMapping> mappings,
      ProduceSettings settings,
      ProduceMeters meters) {
    ClusterSharding sharding = ClusterSharding.get(system);
    for (ResourceMapping mapping : mappings) {
      EntityTypeKey<ResourceEntity.Command> key =
          EntityTypeKey.create(ResourceEntity.Command.class, mapping.type().name());
      ResourceDecider decider = new ResourceDecider(mapping, settings.maxDocumentBytes());
      Entity<ResourceEntity.Command, ShardingEnvelope<ResourceEntity.Command>> entity =
          Entity.of(
                  key,
                  context ->
                      ResourceEntity.create(
                          // Not of(hint, id): an id may hold the separator, a type cannot.
                          PersistenceId.ofUniqueId(
                              mapping.type().name() + SEPARATOR + context.getEntityId()),
                          decider,
                          meters))
              .withMessageExtractor(new PartitionExtractor(settings.partitions()));
      regions.put(mapping.type(), sharding.init(entity));
    }
  }

  /** Sends a command to a resource; whether it arrives is known by its reply only. */
  public void tell(ResourceKey resource, ResourceEntity.Command command) {
    Optional.ofNullable(regions.get(resource.type()))
        .orElseThrow(() -> new IllegalArgumentException("no mapping for " + resource))
        .tell(new ShardingEnvelope<>(resource.id().text(), command));
  }

  private static final class PartitionExtractor
      extends ShardingMessageExtractor<
          ShardingEnvelope<ResourceEntity.Command>, ResourceEntity.Command> {

    private final int partitions;

    private PartitionExtractor(int partitions) {
      this.partitions = partitions;
    }

    @Override
    public String entityId(ShardingEnvelope<ResourceEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return Integer.toString(Partitions.of(entityId, partitions));
    }

    @Override
    public ResourceEntity.Command unwrapMessage(ShardingEnvelope<ResourceEntity.Command> envelope) {
      return envelope.message();
    }
  }
}
