package io.headwater.bench.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.actors.produce.ProduceMeters;
import io.headwater.actors.produce.ProduceSettings;
import io.headwater.actors.produce.ResourceEntity;
import io.headwater.actors.produce.ResourceSharding;
import io.headwater.bench.SampleWidget;
import io.headwater.core.resource.ResourceKey;
import io.headwater.persistence.journal.MeterSetup;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one node with the resources' shards, configured as the application does it. */
final class MeasuredNode implements AutoCloseable {

  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_WAIT = Duration.ofSeconds(30);
  private static final int MAX_OPEN_TRANSACTIONS = 2_000;
  private static final int MAX_TRANSACTION_CHANGES = 10_000;

  private final ActorSystem<SpawnProtocol.Command> system;
  private final ResourceSharding sharding;

  /**
   * Starts a node; system properties win over all other configuration.
   *
   * @param derived the keys that the application derives from its settings
   */
  MeasuredNode(Map<String, Object> derived, int partitions, MeterRegistry registry) {
    Config config =
        ConfigFactory.systemProperties()
            .withFallback(ConfigFactory.parseMap(derived))
            .withFallback(ConfigFactory.parseResources("headwater-pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    this.system =
        ActorSystem.create(
            SpawnProtocol.create(),
            "headwater",
            ActorSystemSetup.create(BootstrapSetup.create(config), new MeterSetup(registry)));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    this.sharding =
        new ResourceSharding(
            system,
            List.of(SampleWidget.mapping()),
            new ProduceSettings(
                partitions,
                SampleWidget.MAX_DOCUMENT_BYTES,
                MAX_OPEN_TRANSACTIONS,
                MAX_TRANSACTION_CHANGES,
                COMMAND_TIMEOUT),
            new ProduceMeters(registry, Clock.systemUTC()));
  }

  ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  void tell(ResourceKey resource, ResourceEntity.Command command) {
    sharding.tell(resource, command);
  }

  @Override
  public void close() {
    system.terminate();
    try {
      system
          .getWhenTerminated()
          .toCompletableFuture()
          .get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the actor system did not stop within " + STOP_WAIT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
