package io.headwater.bench.process;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.actors.produce.ProduceMeters;
import io.headwater.actors.produce.ProduceSettings;
import io.headwater.actors.produce.ResourceEntity;
import io.headwater.actors.produce.ResourceSharding;
import io.headwater.bench.SampleWidget;
import io.headwater.core.produce.ShardListener;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.ResourceKey;
import io.headwater.persistence.journal.MeterSetup;
import io.headwater.persistence.journal.StateRecordsSetup;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one node with the resources' shards, configured as the application does it. */
final class MeasuredNode implements AutoCloseable {

  private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STOP_WAIT = Duration.ofSeconds(30);
  private static final String HOST = "headwater.cluster.host";
  private static final String PORT = "headwater.cluster.port";
  private static final AtomicInteger DRIVERS = new AtomicInteger();
  private static final int MAX_OPEN_CHANGES = 50_000;
  private static final int MAX_OPEN_CHARACTERS = 500_000_000;
  private static final int MAX_OPEN_TRANSACTIONS = 2_000;
  private static final int MAX_TRANSACTION_CHANGES = 10_000;
  private static final int MAX_TRANSACTION_CHARACTERS = 64_000_000;

  private final ActorSystem<SpawnProtocol.Command> system;
  private final ResourceSharding sharding;

  /**
   * Starts a node; system properties win over all other configuration.
   *
   * @param configuration what differs from the application's defaults
   * @param shards is told which partitions are in use
   */
  MeasuredNode(
      Config configuration,
      int partitions,
      MeterRegistry registry,
      Function<ActorSystem<?>, ShardListener> shards) {
    Config config =
        ConfigFactory.systemProperties()
            .withFallback(configuration)
            .withFallback(ConfigFactory.parseMap(Map.of(HOST, "127.0.0.1", PORT, 0)))
            .withFallback(ConfigFactory.parseResources("headwater-pekko.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    this.system =
        ActorSystem.create(
            SpawnProtocol.create(),
            "headwater",
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                new MeterSetup(registry),
                new StateRecordsSetup(
                    new StateRecords(
                        Map.of(SampleWidget.mapping().type(), SampleWidget.contract())))));
    Cluster cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    this.sharding =
        new ResourceSharding(
            system,
            List.of(SampleWidget.mapping()),
            Map.of(SampleWidget.mapping().type(), SampleWidget.contract()),
            new ProduceSettings(
                partitions,
                SampleWidget.MAX_DOCUMENT_BYTES,
                SampleWidget.MAX_RESOURCE_CHARACTERS,
                MAX_OPEN_TRANSACTIONS,
                MAX_OPEN_CHANGES,
                MAX_OPEN_CHARACTERS,
                MAX_TRANSACTION_CHANGES,
                MAX_TRANSACTION_CHARACTERS,
                COMMAND_TIMEOUT),
            new ProduceMeters(registry, Clock.systemUTC()),
            shards.apply(system));
  }

  ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  /** Starts a driver of load. */
  ActorRef<LoadDriver.Message> drive(LoadDriver.Fleet fleet, int inFlight)
      throws ExecutionException, InterruptedException, TimeoutException {
    return AskPattern.<SpawnProtocol.Command, ActorRef<LoadDriver.Message>>ask(
            system,
            replyTo ->
                new SpawnProtocol.Spawn<>(
                    LoadDriver.create(fleet, inFlight),
                    "load-driver-" + DRIVERS.incrementAndGet(),
                    Props.empty(),
                    replyTo),
            STOP_WAIT,
            system.scheduler())
        .toCompletableFuture()
        .get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
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
