package io.headwater.actors.produce;

import com.typesafe.config.Config;
import io.headwater.core.produce.HeldState;
import io.headwater.core.contract.Contract;
import io.headwater.core.produce.ResourceDecider;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceState;
import io.headwater.core.produce.ShardListener;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceKey;
import java.time.Duration;
import io.headwater.core.resource.ResourceType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.Scheduler;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.ShardingEnvelope;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.persistence.typed.PersistenceId;

/**
 * Where the resources' actors live: one shard per partition, for all resource types together, so a
 * partition of the journal has one owner among the nodes. Thread-safe.
 */
public final class ResourceSharding {

  /** The name of the shard region; part of actor paths that the configuration refers to. */
  public static final String REGION = "resource";

  // An entity's id is its persistence id: an id may hold the separator, a type cannot.
  private static final char SEPARATOR = '|';

  private final Map<String, ResourceDecider> deciders = new HashMap<>();
  private final ProduceMeters meters;
  private final Config plugins;
  private final LiveShards shards;
  private final Scheduler scheduler;
  private final ActorRef<ShardingEnvelope<ResourceEntity.Command>> region;

  /**
   * Starts the shard region.
   *
   * @param contracts the contract of each mapping's type
   * @param settings partitions and limits
   * @param meters metrics
   * @param listener is told which partitions have actors on this node
   */
  public ResourceSharding(
      ActorSystem<?> system,
      List<ResourceMapping> mappings,
      Map<ResourceType, Contract> contracts,
      ProduceSettings settings,
      ProduceMeters meters,
      ShardListener listener) {
    for (ResourceMapping mapping : mappings) {
      meters.expect(mapping.type());
      deciders.put(
          mapping.type().name(),
          new ResourceDecider(
              mapping,
              Optional.ofNullable(contracts.get(mapping.type()))
                  .orElseThrow(
                      () -> new IllegalArgumentException("no contract for " + mapping.type())),
              settings.maxDocumentBytes()));
    }
    this.meters = meters;
    this.scheduler = system.scheduler();
    this.plugins = ResourceEntity.plugins(system.settings().config());
    this.shards = new LiveShards(system, listener);
    meters.shards(shards);
    Entity<ResourceEntity.Command, ShardingEnvelope<ResourceEntity.Command>> entity =
        Entity.of(
                EntityTypeKey.create(ResourceEntity.Command.class, REGION),
                context -> resource(context.getEntityId()))
            .withMessageExtractor(new PartitionExtractor(settings.partitions()));
    this.region = ClusterSharding.get(system).init(entity);
  }

  /** Sends a command to a resource; whether it arrives is known by its reply only. */
  public void tell(ResourceKey resource, ResourceEntity.Command command) {
    known(resource);
    region.tell(new ShardingEnvelope<>(entityId(resource), command));
  }

  /**
   * Asks a resource's actor what it holds. An actor that is not in memory recovers for it; nothing
   * is persisted.
   *
   * @param limit after which the stage fails with a {@link java.util.concurrent.TimeoutException};
   *     an answer of more than Pekko's largest frame does not arrive from another node
   */
  public CompletionStage<HeldState> held(ResourceKey resource, Duration limit) {
    ResourceDecider decider = known(resource);
    return AskPattern.<ShardingEnvelope<ResourceEntity.Command>, ResourceState>ask(
            region,
            replyTo ->
                new ShardingEnvelope<>(entityId(resource), new ResourceEntity.ReadState(replyTo)),
            limit,
            scheduler)
        .thenApply(decider::held);
  }

  private ResourceDecider known(ResourceKey resource) {
    return Optional.ofNullable(deciders.get(resource.type().name()))
        .orElseThrow(() -> new IllegalArgumentException("no mapping for " + resource));
  }

  private static String entityId(ResourceKey resource) {
    return resource.type().name() + SEPARATOR + resource.id().text();
  }

  private Behavior<ResourceEntity.Command> resource(String entityId) {
    ResourceDecider decider = decider(entityId);
    // The context's shard is the same reference for all shards; the actor's parent is its shard.
    return Behaviors.setup(
        context -> {
          var shard = Adapter.toClassic(context).parent();
          shards.starting(shard, Integer.parseInt(shard.path().name()));
          return ResourceEntity.create(
              PersistenceId.ofUniqueId(entityId), decider, meters, plugins);
        });
  }

  private ResourceDecider decider(String entityId) {
    String type = entityId.substring(0, Math.max(0, entityId.indexOf(SEPARATOR)));
    return Optional.ofNullable(deciders.get(type))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no mapping for %s; mend: give every node the same mapping files"
                        .formatted(entityId)));
  }

  /** The shard, and so the partition, of an entity. */
  static int partition(String entityId, int partitions) {
    return Partitions.ofPart(entityId, entityId.indexOf(SEPARATOR) + 1, partitions);
  }

  private static final class PartitionExtractor
      extends ShardingMessageExtractor<
          ShardingEnvelope<ResourceEntity.Command>, ResourceEntity.Command> {

    private final List<String> shardIds;

    private PartitionExtractor(int partitions) {
      this.shardIds = IntStream.range(0, partitions).mapToObj(Integer::toString).toList();
    }

    @Override
    public String entityId(ShardingEnvelope<ResourceEntity.Command> envelope) {
      return envelope.entityId();
    }

    @Override
    public String shardId(String entityId) {
      return shardIds.get(partition(entityId, shardIds.size()));
    }

    @Override
    public ResourceEntity.Command unwrapMessage(ShardingEnvelope<ResourceEntity.Command> envelope) {
      return envelope.message();
    }
  }
}
