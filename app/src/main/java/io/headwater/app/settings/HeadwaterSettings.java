package io.headwater.app.settings;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.capture.normalize.MaskKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * The application's settings, read once at start. Immutable.
 *
 * @param dataDir the folder of everything local; all of it can be rebuilt from Kafka
 * @param sources the sources by name, sorted
 * @param resources the folder of the mapping files
 */
public record HeadwaterSettings(
    Path dataDir,
    Cluster cluster,
    Kafka kafka,
    SequencedMap<String, Source> sources,
    Changes changes,
    Masks masks,
    Path resources,
    Produce produce,
    Http http) {

  public HeadwaterSettings {
    sources = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sources));
  }

  /**
   * The nodes that share the work.
   *
   * @param nodeName no two nodes have the same; empty for a process that runs alone
   * @param host where the other nodes reach this one
   * @param port likewise; 0 for any free one
   * @param seedNodes {@code host:port} of the nodes that a new one asks to be let in; empty for a
   *     process that runs alone
   */
  public record Cluster(Optional<String> nodeName, String host, int port, List<String> seedNodes) {

    static final Limit PORT = new Limit("headwater.cluster.port", 0, 65_535);

    public Cluster {
      PORT.require(port);
      seedNodes = List.copyOf(seedNodes);
    }
  }

  /**
   * The Kafka cluster.
   *
   * @param bootstrapServers {@code host:port}, separated by commas
   * @param properties passed to every client; may hold secrets
   * @param replicationFactor of the topics that Headwater creates; -1 for the broker's default
   */
  public record Kafka(
      String bootstrapServers, Map<String, String> properties, int replicationFactor) {

    static final Limit REPLICATION_FACTOR =
        new Limit("headwater.kafka.replication-factor", -1, Short.MAX_VALUE);

    public Kafka {
      if (bootstrapServers.isBlank()) {
        throw new IllegalArgumentException("headwater.kafka.bootstrap-servers is blank");
      }
      REPLICATION_FACTOR.require(replicationFactor);
      if (replicationFactor == 0) {
        throw new IllegalArgumentException("headwater.kafka.replication-factor must not be 0");
      }
      properties = Collections.unmodifiableMap(new TreeMap<>(properties));
    }

    /** Shows the names of the properties, not their values. */
    @Override
    public String toString() {
      return "Kafka[bootstrapServers=%s, properties=%s, replicationFactor=%d]"
          .formatted(bootstrapServers, properties.keySet(), replicationFactor);
    }
  }

  /**
   * The change logs.
   *
   * @param retention how long changes stay readable
   */
  public record Changes(Duration retention) {

    static final Limit RETENTION =
        Limit.millis("headwater.changes.retention", Duration.ofHours(1), Duration.ofDays(3650));

    public Changes {
      RETENTION.require(retention);
    }
  }

  /**
   * How columns are masked.
   *
   * @param key what values are hashed and tokenized with; mappings may do without
   */
  public record Masks(Optional<MaskKey> key) {

    static final String KEY = "headwater.mask.key";
  }

  /**
   * Assembling resources and publishing their states.
   *
   * @param partitions of the journal and of every state topic; fixed once the topics exist
   * @param maxDocumentBytes the largest document; a larger one goes to the quarantine
   * @param maxResourceCharacters the most that the rows of a resource may have; more are not held
   * @param maxOpenTransactions source transactions under way in this process
   * @param maxOpenChanges row changes of one source under way
   * @param maxOpenCharacters characters of the values of these changes
   * @param maxTransactionChanges changes of one transaction that are applied together; a larger one
   *     is applied in parts
   * @param maxTransactionCharacters characters of their values
   * @param commandTimeout how long a resource may take to acknowledge a command
   * @param activeEntities resources held in memory by this process
   */
  public record Produce(
      int partitions,
      long maxDocumentBytes,
      int maxResourceCharacters,
      int maxOpenTransactions,
      int maxOpenChanges,
      int maxOpenCharacters,
      int maxTransactionChanges,
      int maxTransactionCharacters,
      Duration commandTimeout,
      int activeEntities) {

    static final Limit PARTITIONS = new Limit("headwater.produce.partitions", 1, 10_000);
    static final Limit DOCUMENT_BYTES =
        new Limit("headwater.produce.max-document-bytes", 1024, 64L * 1024 * 1024);

    /** A character takes at most three of the 64 MiB that a record of the journal may have. */
    static final Limit RESOURCE_CHARACTERS =
        new Limit("headwater.produce.max-resource-characters", 1024, 20_000_000);

    static final Limit OPEN_TRANSACTIONS =
        new Limit("headwater.produce.max-open-transactions", 1, 1_000_000);
    static final Limit OPEN_CHANGES =
        new Limit("headwater.produce.max-open-changes", 1, 10_000_000);
    static final Limit OPEN_CHARACTERS =
        new Limit("headwater.produce.max-open-characters", 1, 2_000_000_000);
    static final Limit TRANSACTION_CHANGES =
        new Limit("headwater.produce.max-transaction-changes", 1, 10_000_000);
    static final Limit TRANSACTION_CHARACTERS =
        new Limit("headwater.produce.max-transaction-characters", 1024, 1_000_000_000);
    static final Limit COMMAND_TIMEOUT =
        Limit.millis(
            "headwater.produce.command-timeout", Duration.ofMillis(100), Duration.ofMinutes(10));
    static final Limit ACTIVE_ENTITIES =
        new Limit("headwater.produce.active-entities", 1, 100_000_000);

    public Produce {
      PARTITIONS.require(partitions);
      DOCUMENT_BYTES.require(maxDocumentBytes);
      RESOURCE_CHARACTERS.require(maxResourceCharacters);
      OPEN_TRANSACTIONS.require(maxOpenTransactions);
      OPEN_CHANGES.require(maxOpenChanges);
      OPEN_CHARACTERS.require(maxOpenCharacters);
      TRANSACTION_CHANGES.require(maxTransactionChanges);
      TRANSACTION_CHARACTERS.require(maxTransactionCharacters);
      COMMAND_TIMEOUT.require(commandTimeout);
      ACTIVE_ENTITIES.require(activeEntities);
    }
  }

  /**
   * The HTTP server.
   *
   * @param networkInterface the address or host name it listens on
   * @param port 0 for any free one
   */
  public record Http(String networkInterface, int port) {

    static final Limit PORT = new Limit("headwater.http.port", 0, 65_535);

    public Http {
      if (networkInterface.isBlank()) {
        throw new IllegalArgumentException("headwater.http.interface is blank");
      }
      PORT.require(port);
    }
  }

  /**
   * What an application.conf says.
   *
   * @param settings complete also with problems: the default stands in for what is wrong, so that
   *     the files it names can be checked too; not to be run with then
   * @param config application.conf over every module's reference.conf, resolved, without the key of
   *     the masks; for the actor system only; may hold secrets
   */
  public record Loaded(HeadwaterSettings settings, Config config, Problems problems) {

    /**
     * The settings.
     *
     * @throws SettingsException when there is a problem
     */
    public HeadwaterSettings require() {
      if (!problems.isEmpty()) {
        throw new SettingsException(problems);
      }
      return settings;
    }

    /** The settings and problems, without the config and its secrets. */
    @Override
    public String toString() {
      return "Loaded[" + settings + ", " + problems + "]";
    }
  }

  /**
   * Reads an application.conf over the reference.conf of every module on the class path; between
   * them stands what Headwater sets of Pekko's own keys.
   *
   * <p>Relative paths in it are relative to the file. Reading never stops at a problem.
   *
   * @param environment what {@code ${?NAME}} refers to
   */
  public static Loaded load(Path applicationConf, Map<String, String> environment) {
    return load(
        applicationConf,
        environment,
        ConfigFactory.parseResources("headwater-pekko.conf")
            .withFallback(ConfigFactory.defaultReferenceUnresolved()));
  }

  static Loaded load(Path applicationConf, Map<String, String> environment, Config reference) {
    return new SettingsReader(applicationConf, environment, reference).load();
  }
}
