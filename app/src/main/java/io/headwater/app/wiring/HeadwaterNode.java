package io.headwater.app.wiring;

import io.headwater.actors.bootstrap.KafkaLeases;
import io.headwater.actors.bootstrap.KafkaTopicIds;
import io.headwater.actors.bootstrap.ViewFollower;
import io.headwater.actors.bootstrap.ViewSetup;
import io.headwater.actors.capture.EngineSupervisor;
import io.headwater.actors.produce.ChangeLogProducer;
import io.headwater.actors.produce.HeldStates;
import io.headwater.actors.produce.ProduceLag;
import io.headwater.actors.produce.ProduceMeters;
import io.headwater.actors.produce.ProduceParts;
import io.headwater.actors.produce.ProduceSettings;
import io.headwater.actors.produce.ResourceSharding;
import io.headwater.actors.produce.RowLocation;
import io.headwater.actors.quarantine.KafkaQuarantine;
import io.headwater.actors.quarantine.QuarantineFollower;
import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.capture.capture.ChangeLogException;
import io.headwater.core.bootstrap.ViewAdvance;
import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatuses;
import io.headwater.core.produce.HeldState;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.http.health.ReadinessCheck;
import io.headwater.http.server.HttpBindException;
import io.headwater.http.server.HttpPorts;
import io.headwater.http.server.HttpServer;
import io.headwater.http.server.HttpSettings;
import io.headwater.http.server.RunningServer;
import io.headwater.persistence.bootstrap.RocksBootstrapView;
import io.headwater.persistence.journal.MeterSetup;
import io.headwater.persistence.journal.StateRecordsSetup;
import io.headwater.persistence.staging.RocksRowLocator;
import io.headwater.persistence.staging.RocksSnapshotStaging;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.ClusterSingleton;
import org.apache.pekko.cluster.typed.SingletonActor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running Headwater process: every stage, from capture to HTTP. Thread-safe. */
public final class HeadwaterNode {

  /** The actor system's name, a part of every node's address. */
  static final String SYSTEM = "headwater";

  private static final Logger LOG = LoggerFactory.getLogger(HeadwaterNode.class);
  private static final Duration HTTP_START_LIMIT = Duration.ofSeconds(20);
  private static final Duration LEASES_LIMIT = Duration.ofSeconds(30);
  private static final Duration HTTP_DRAIN = Duration.ofMillis(200);

  private final ActorSystem<Void> system;
  private final KafkaLeases leases;
  private final RocksBootstrapView view;
  private final Duration tombstones;
  private final ViewAdvance advance = new ViewAdvance();
  private final ViewFollower follower;
  private final QuarantineFollower refused;
  private final KafkaQuarantine quarantine;
  private final TopicEnds ends;
  private final KafkaTopicIds topicIds;
  private final LiveStatuses statuses;
  private final SourceBarriers barriers;
  private final RunningServer http;
  private final JournalBinding journal;
  private final ClusterMembership membership;
  private final HeldStates held;

  /**
   * Starts every stage; returns when HTTP is served. Engines and streams go on starting meanwhile.
   *
   * @throws StartException when a stage cannot start
   */
  public static HeadwaterNode start(NodePlan plan, PrometheusMeterRegistry registry) {
    Cleanup cleanup = new Cleanup();
    try {
      return new HeadwaterNode(plan, registry, cleanup);
    } catch (RuntimeException e) {
      cleanup.run();
      throw e;
    }
  }

  private HeadwaterNode(NodePlan plan, PrometheusMeterRegistry registry, Cleanup cleanup) {
    HeadwaterSettings settings = plan.settings();
    BootstrapSetup config = BootstrapSetup.create(SystemConfig.of(plan));
    Map<String, String> kafka = plan.kafka();
    List<ResourceType> types = plan.mappings().stream().map(ResourceMapping::type).toList();
    TopicSetup topics = new TopicSetup(plan);
    topics.reach();
    Map<String, Integer> changeLogs = createChangeLogs(plan);
    Map<String, TopicSetup.Topic> ensured = topics.ensure(types);
    Map<ResourceType, TopicSetup.Topic> states =
        types.stream()
            .collect(Collectors.toMap(type -> type, type -> required(ensured, Topics.state(type))));
    JournalBinding.check(plan);
    this.ends = cleanup.add(new TopicEnds(kafka, watched(plan, changeLogs, types)));
    this.topicIds = cleanup.add(new KafkaTopicIds(kafka));
    this.refused = cleanup.add(new QuarantineFollower(kafka));
    this.quarantine = cleanup.add(new KafkaQuarantine(kafka, refused, Clock.systemUTC()));
    this.leases = cleanup.add(new KafkaLeases(kafka, Clock.systemUTC()));
    this.view =
        cleanup.add(
            RocksBootstrapView.open(
                settings.dataDir().resolve("view"),
                settings.produce().partitions(),
                leases::pinned));
    this.tombstones =
        states.values().stream()
            .map(TopicSetup.Topic::tombstones)
            .min(Comparator.naturalOrder())
            .orElse(Duration.ZERO);

    this.system =
        ActorSystem.create(
            Behaviors.empty(),
            SYSTEM,
            ActorSystemSetup.create(
                config,
                new MeterSetup(registry),
                new StateRecordsSetup(new StateRecords(plan.rules()))));
    cleanup.add(this::terminate);
    this.membership = ClusterMembership.join(system);
    this.journal = JournalBinding.open(system, plan);

    // Before anything is forgotten.
    awaitLeases();
    this.follower =
        new ViewFollower(
            system,
            new ViewSetup(
                types,
                kafka,
                type -> topicIds.id(Topics.state(type)),
                type -> ends.byPartition(Topics.state(type)),
                type -> required(states, type).tombstones()),
            view,
            advance);
    ProduceLag lag = new ProduceLag(ends::sum);
    List<String> sources = plan.sources().stream().map(SourcePlan::name).toList();
    this.statuses = new LiveStatuses(kinds(plan), lag::unapplied, System::nanoTime);
    StatusExchange.start(system, statuses, lag);
    this.barriers =
        cleanup.add(new SourceBarriers(plan, statuses, lag, ends, follower, journal.publishing()));
    ProduceMeters meters =
        new ProduceMeters(registry, Clock.systemUTC(), plan.persistingPublishes());
    ResourceSharding sharding =
        new ResourceSharding(
            system, plan.mappings(), plan.rules(), produceSettings(plan), meters, journal.shards());
    this.held = new HeldStates(system, sharding);
    startProduce(plan, sharding, meters, lag);
    journal.startPublishing(registry, meters);
    startCapture(plan, registry);
    NodeMeters.register(registry, sources, statuses);
    NodeMeters.register(registry, types, follower, view);
    this.http = startHttp(plan, registry);
  }

  /** Where HTTP is served. */
  public URI uri() {
    return http.uri();
  }

  /** What the sources do. */
  public SourceStatuses sources() {
    return statuses;
  }

  /**
   * Whether all that the change log of a source holds now is applied, and all that this published
   * is in the bootstrap view. Asks the broker, so it blocks for a moment.
   */
  public boolean isSettled(String source, ResourceType type) {
    if (!ends.refresh()
        || !statuses.named(source).flatMap(SourceStatus::unapplied).equals(Optional.of(0L))) {
      return false;
    }
    if (!journal.isPublished()) {
      return false;
    }
    // Asked again: the states' ends must be younger than the last change's acknowledgement.
    return ends.refresh() && follower.isCaughtUp() && follower.lag(type) == 0;
  }

  /**
   * What the resources' actors themselves hold, wherever in the cluster they live; persists
   * nothing. HTTP does not serve it: the bootstrap view answers for all.
   *
   * <p>At most {@link HeldStates#MAX_ASKED} are asked at a time. The stage fails when one has not
   * answered within {@link HeldStates#ANSWER_LIMIT}.
   */
  public CompletionStage<Map<ResourceKey, HeldState>> held(Collection<ResourceKey> resources) {
    return held.of(resources);
  }

  /** The number of resources of a type in the bootstrap view. */
  public long count(ResourceType type) {
    return view.count(type);
  }

  /** Why the process cannot go on and must end; empty while it works. */
  public Optional<String> failure() {
    return journal.failure().or(membership::failure);
  }

  /**
   * Stops all stages, after another node of the cluster has taken over what it can; what is not
   * committed is read again after the next start.
   */
  public void stop() {
    membership.leave();
    try {
      http.stop(HTTP_DRAIN)
          .toCompletableFuture()
          .get(HTTP_DRAIN.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("open HTTP connections are cut: {}", e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    follower.close();
    long startedAt = System.nanoTime();
    try {
      terminate();
    } finally {
      long stoppedAt = System.nanoTime();
      barriers.close();
      quarantine.close();
      refused.close();
      ends.close();
      topicIds.close();
      view.close();
      leases.close();
      LOG.info(
          "stages stopped in {} ms, stores and clients closed in {} ms",
          Duration.ofNanos(stoppedAt - startedAt).toMillis(),
          Duration.ofNanos(System.nanoTime() - stoppedAt).toMillis());
    }
  }

  /** The number of partitions of each source's change log. */
  private static Map<String, Integer> createChangeLogs(NodePlan plan) {
    Map<String, Integer> partitions = new HashMap<>();
    try {
      for (SourcePlan source : plan.sources()) {
        partitions.put(source.name(), CaptureEngines.createTopics(plan, source));
      }
    } catch (ChangeLogException e) {
      throw new StartException(e.getMessage() + ": " + Reasons.of(e), e);
    }
    return partitions;
  }

  private void awaitLeases() {
    try {
      if (!leases.awaitRead(LEASES_LIMIT)) {
        throw new StartException(
            "the topic %s is not read within %d s; mend: look whether Kafka is healthy"
                .formatted(Topics.LEASES, LEASES_LIMIT.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted while leases were read", e);
    }
  }

  private static <K> TopicSetup.Topic required(Map<K, TopicSetup.Topic> topics, K key) {
    TopicSetup.Topic topic = topics.get(key);
    if (topic == null) {
      throw new IllegalStateException("the topic of " + key + " was not checked");
    }
    return topic;
  }

  private static ProduceSettings produceSettings(NodePlan plan) {
    HeadwaterSettings.Produce produce = plan.settings().produce();
    return new ProduceSettings(
        produce.partitions(),
        Math.toIntExact(produce.maxDocumentBytes()),
        produce.maxResourceCharacters(),
        produce.maxOpenTransactions(),
        produce.maxOpenChanges(),
        produce.maxOpenCharacters(),
        produce.maxTransactionChanges(),
        produce.maxTransactionCharacters(),
        produce.commandTimeout());
  }

  private void startProduce(
      NodePlan plan, ResourceSharding sharding, ProduceMeters meters, ProduceLag lag) {
    Path staging = plan.settings().dataDir().resolve("staging");
    Path located = plan.settings().dataDir().resolve("located");
    ProduceParts parts =
        new ProduceParts(
            produceSettings(plan),
            plan.mappings(),
            plan.kafka(),
            partition -> RocksSnapshotStaging.open(staging.resolve(partition)),
            new RowLocation(
                partition -> RocksRowLocator.open(located.resolve(partition)),
                journal.held(),
                plan.sources().stream()
                    .collect(Collectors.toMap(SourcePlan::name, SourcePlan::located))),
            journal.known(),
            quarantine);
    for (SourcePlan source : plan.sources()) {
      ClusterSingleton.get(system)
          .init(
              SingletonActor.of(
                      ChangeLogProducer.create(source.name(), parts, sharding, meters, lag),
                      "produce-" + source.name())
                  .withStopMessage(ChangeLogProducer.Stop.STOP));
    }
  }

  private void startCapture(NodePlan plan, PrometheusMeterRegistry registry) {
    for (SourcePlan source : plan.sources()) {
      CaptureEngine engine = CaptureEngines.of(plan, source, registry);
      ClusterSingleton.get(system)
          .init(
              SingletonActor.of(
                      EngineSupervisor.create(engine, source.kind(), statuses::update),
                      "capture-" + source.name())
                  .withStopMessage(EngineSupervisor.Stop.STOP));
    }
  }

  private RunningServer startHttp(NodePlan plan, PrometheusMeterRegistry registry) {
    HttpPorts ports =
        new HttpPorts(
            view,
            follower,
            advance,
            barriers,
            leases,
            tombstones,
            statuses,
            refused,
            quarantine,
            plan.schemas(),
            List.of(
                ReadinessCheck.of("journal", () -> failure().or(journal::problem)),
                ReadinessCheck.of("cluster", membership::problem),
                ReadinessCheck.of("leases", leases::problem),
                ReadinessCheck.of("bootstrap-view", follower::problem)),
            new QuarantineMeters(registry, refused)::scrape,
            Clock.systemUTC());
    HttpSettings settings =
        HttpSettings.from(system.settings().config().getConfig("headwater.http"));
    for (int shift = 0; ; shift++) {
      try {
        return HttpServer.start(system, ports, settings.withPort(settings.port() + shift))
            .toCompletableFuture()
            .get(HTTP_START_LIMIT.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        boolean busy = e.getCause() instanceof HttpBindException bind && bind.isPortBusy();
        if (!busy || shift >= settings.portSearchLimit()) {
          // The server's own words say what to mend; those of its cause do not.
          throw new StartException(
              e.getCause() instanceof HttpBindException refused
                  ? String.valueOf(refused.getMessage())
                  : Reasons.of(e),
              e);
        }
      } catch (TimeoutException e) {
        throw new StartException("HTTP is not served within " + HTTP_START_LIMIT, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StartException("interrupted while HTTP was started", e);
      }
    }
  }

  private static Map<String, String> kinds(NodePlan plan) {
    return plan.sources().stream().collect(Collectors.toMap(SourcePlan::name, SourcePlan::kind));
  }

  private static Map<String, Integer> watched(
      NodePlan plan, Map<String, Integer> changeLogs, List<ResourceType> types) {
    Map<String, Integer> topics = new HashMap<>();
    changeLogs.forEach((source, partitions) -> topics.put(Topics.changes(source), partitions));
    types.forEach(type -> topics.put(Topics.state(type), plan.settings().produce().partitions()));
    return topics;
  }

  private void terminate() {
    try {
      CoordinatedShutdown.get(system)
          .runAll(CoordinatedShutdown.actorSystemTerminateReason())
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      throw new StartException("the actor system did not stop: " + Reasons.of(e), e);
    }
    system.getWhenTerminated().toCompletableFuture().join();
  }
}
