package io.headwater.app.oracle;

import static org.awaitility.Awaitility.await;

import io.headwater.app.system.HttpAnswers;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import io.headwater.core.produce.HeldState;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The stages of one try, as configured by files; stopped and started as often as wanted. */
final class TryNode implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofSeconds(180);
  private static final Duration POLL = Duration.ofMillis(20);

  /** More changes than any transaction has. */
  private static final int NO_PARTS = 100_000;

  private final OracleServers servers;
  private final Path folder;
  private final TryNames names;
  private final List<ResourceType> types;
  private Optional<HeadwaterNode> node = Optional.empty();

  private TryNode(OracleServers servers, Path folder, TryNames names, List<ResourceType> types) {
    this.servers = servers;
    this.folder = folder;
    this.names = names;
    this.types = types;
  }

  /** Writes the files; nothing is started. */
  static TryNode configured(OracleServers servers, TryNames names, Run run) {
    Path folder = servers.folder().resolve("try-" + names.number());
    List<Resource> mapped = run.shape().resources();
    List<ResourceType> types = IntStream.range(0, mapped.size()).mapToObj(names::type).toList();
    try {
      Path resources = Files.createDirectories(folder.resolve("resources"));
      for (int i = 0; i < mapped.size(); i++) {
        String type = types.get(i).name();
        Files.writeString(
            resources.resolve(type + ".conf"),
            MappingText.mapping(mapped.get(i), type, names.source()));
        Files.writeString(
            resources.resolve(type + ".schema.json"), MappingText.schema(mapped.get(i)));
      }
      Files.writeString(folder.resolve("source.json"), connector(servers.postgres(), names));
      Files.writeString(
          folder.resolve("application.conf"),
          """
          headwater {
            data-dir = "data"
            kafka { bootstrap-servers = "%s", replication-factor = 1 }
            sources.%s { kind = postgresql, connector = "source.json" }
            resources = "resources"
            produce.partitions = 4
            produce.max-transaction-changes = %d
            http.port = 0
          }
          """
              .formatted(servers.brokers(), names.source(), run.partLimit().orElse(NO_PARTS)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new TryNode(servers, folder, names, types);
  }

  boolean isRunning() {
    return node.isPresent();
  }

  /** Returns when HTTP is served; the stages go on starting. */
  void start() {
    node =
        Optional.of(
            HeadwaterNode.start(
                NodePlanner.plan(folder.resolve("application.conf"), Map.of(), line -> {}),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
  }

  void stop() {
    node.ifPresent(HeadwaterNode::stop);
    node = Optional.empty();
  }

  void removeData() {
    delete(folder.resolve("data"));
  }

  /** Removes the source's position, upon which the next start takes a new snapshot. */
  void removePosition() {
    Map<String, Object> settings = new HashMap<>(servers.kafka());
    settings.put("acks", "all");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(Topics.OFFSETS, names.source(), null)).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a position was removed", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the position is not removed", e);
    }
  }

  /** Waits until the engine streams, and all that it has captured is applied and in the view. */
  void awaitSettled() {
    HeadwaterNode running = running();
    await("settled").atMost(LIMIT).pollInterval(POLL).until(() -> isSettled(running));
  }

  HttpAnswers http() {
    return new HttpAnswers(running().uri());
  }

  /** What the resources' actors hold. */
  Map<ResourceKey, HeldState> held(Collection<ResourceKey> resources) {
    return running().held(resources).toCompletableFuture().join();
  }

  /** Why the node cannot go on; empty while it works. */
  Optional<String> failure() {
    return node.flatMap(HeadwaterNode::failure);
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      delete(folder);
    }
  }

  private HeadwaterNode running() {
    return node.orElseThrow(() -> new IllegalStateException("the stages are stopped"));
  }

  private boolean isSettled(HeadwaterNode running) {
    Optional<SourceStatus> status = running.sources().named(names.source());
    return status.map(SourceStatus::state).equals(Optional.of(EngineState.STREAMING))
        && types.stream().allMatch(type -> running.isSettled(names.source(), type));
  }

  private static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String connector(EmbeddedPostgresServer postgres, TryNames names) {
    return """
        {
          "connector.class": "io.debezium.connector.postgresql.PostgresConnector",
          "database.hostname": "%s",
          "database.port": "%d",
          "database.user": "%s",
          "database.password": "%s",
          "database.dbname": "%s",
          "topic.prefix": "%s"
        }
        """
        .formatted(
            postgres.host(),
            postgres.port(),
            postgres.user(),
            postgres.password(),
            names.database(),
            names.source());
  }
}
