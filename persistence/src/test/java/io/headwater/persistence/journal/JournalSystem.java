package io.headwater.persistence.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.headwater.core.resource.ResourceType;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.Props;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.pattern.Patterns;

/** An actor system with the journal, as one process has it. */
final class JournalSystem implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(60);

  private final MeterRegistry registry;
  private final ActorSystem system;
  private final JournalRuntime runtime;

  private JournalSystem(ActorSystem system, MeterRegistry registry) {
    this.system = system;
    this.registry = registry;
    this.runtime = KafkaJournalExtension.runtime(system);
    IntStream.range(0, JournalSamples.PARTITIONS)
        .mapToObj(runtime::open)
        .toList()
        .forEach(CompletableFuture::join);
  }

  static JournalSystem start(Map<String, String> kafka, Path directory) {
    return start(kafka, directory, Map.of());
  }

  /** A system with settings of the journal that differ from the defaults. */
  static JournalSystem start(
      Map<String, String> kafka, Path directory, Map<String, Object> settings) {
    return start(config(kafka, directory, settings), CommitObserver.NONE);
  }

  static JournalSystem start(Config config, CommitObserver observer) {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    ActorSystem system =
        ActorSystem.create(
            "journal",
            ActorSystemSetup.create(
                BootstrapSetup.create(config),
                new MeterSetup(registry),
                new CommitObserverSetup(observer)));
    try {
      return new JournalSystem(system, registry);
    } catch (RuntimeException e) {
      system.terminate();
      throw e;
    }
  }

  /** What an actor system with the journal is configured with. */
  static Config config(Map<String, String> kafka, Path directory, Map<String, Object> settings) {
    return ConfigFactory.parseMap(settings)
        .atPath(KafkaJournalExtension.PLUGIN_ID)
        .withFallback(
            ConfigFactory.parseMap(
                Map.of(
                    "pekko.persistence.journal.plugin",
                    KafkaJournalExtension.PLUGIN_ID,
                    "pekko.persistence.max-concurrent-recoveries",
                    1000,
                    "pekko.loglevel",
                    "WARNING",
                    "pekko.stdout-loglevel",
                    "OFF",
                    "pekko.log-dead-letters",
                    "off",
                    KafkaJournalExtension.PLUGIN_ID + ".partitions",
                    JournalSamples.PARTITIONS,
                    KafkaJournalExtension.PLUGIN_ID + ".directory",
                    directory.toString())))
        .withValue(KafkaJournalExtension.PLUGIN_ID + ".kafka", ConfigValueFactory.fromMap(kafka))
        .withFallback(ConfigFactory.load());
  }

  JournalRuntime runtime() {
    return runtime;
  }

  ActorRef keeper(ResourceType type, String id) {
    return actor(Keeper.props(type, id));
  }

  ActorRef actor(Props props) {
    return system.actorOf(props);
  }

  CompletableFuture<Keeper.State> ask(ActorRef keeper, Object message) {
    return Patterns.ask(keeper, message, LIMIT.multipliedBy(2))
        .thenApply(Keeper.State.class::cast)
        .toCompletableFuture();
  }

  Keeper.State answer(ActorRef keeper, Object message) throws Exception {
    return ask(keeper, message).get(LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Stops an actor and starts it anew. */
  ActorRef restarted(ActorRef keeper, ResourceType type, String id) throws Exception {
    Patterns.gracefulStop(keeper, LIMIT).toCompletableFuture().get();
    return keeper(type, id);
  }

  double meter(String counter) {
    return registry.get(counter).counter().count();
  }

  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
        .join();
  }
}
