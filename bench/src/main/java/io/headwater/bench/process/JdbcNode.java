package io.headwater.bench.process;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.headwater.core.produce.ShardListener;
import io.headwater.dev.server.EmbeddedPostgresServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a measured node with pekko-persistence-jdbc's journal is configured. Its events are stored
 * and not published.
 */
final class JdbcNode {

  private static final String DATABASE = "postgres";
  private static final String SCHEMA = "/schema/postgres/postgres-create-schema.sql";

  // The plugin's own values are 1,000, 8 and 400; a buffer below what is in flight fails writes.
  private static final int BUFFER_SIZE = 50_000;
  private static final int PARALLELISM = 8;
  private static final int BATCH_SIZE = 400;
  private static final int CONNECTIONS = 12;

  private static final class NoShards implements ShardListener {
    @Override
    public void started(int partition) {}

    @Override
    public void stopped(int partition) {}
  }

  private JdbcNode() {}

  /** Starts a node on that server, where it creates the plugin's tables. */
  static MeasuredNode start(Load load, EmbeddedPostgresServer server, MeterRegistry registry)
      throws SQLException {
    createTables(server);
    Map<String, Object> keys = new LinkedHashMap<>(settings());
    keys.put("pekko.persistence.journal.plugin", "jdbc-journal");
    keys.put("jdbc-journal.slick.profile", "slick.jdbc.PostgresProfile$");
    keys.put("jdbc-journal.slick.db.driver", "org.postgresql.Driver");
    keys.put("jdbc-journal.slick.db.url", server.jdbcUrl(DATABASE) + "?reWriteBatchedInserts=true");
    keys.put("jdbc-journal.slick.db.user", server.user());
    keys.put("jdbc-journal.slick.db.password", server.password());
    Config configuration = ConfigFactory.parseMap(keys).withFallback(KafkaNode.passivation(load));
    return new MeasuredNode(configuration, load.partitions(), registry, system -> new NoShards());
  }

  /** The settings that are not the plugin's own. */
  static Map<String, Object> settings() {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("jdbc-journal.bufferSize", BUFFER_SIZE);
    settings.put("jdbc-journal.batchSize", BATCH_SIZE);
    settings.put("jdbc-journal.parallelism", PARALLELISM);
    settings.put("jdbc-journal.slick.db.numThreads", CONNECTIONS);
    settings.put("jdbc-journal.slick.db.maxConnections", CONNECTIONS);
    settings.put("jdbc-journal.replay-filter.mode", "off");
    settings.put("jdbc-journal.circuit-breaker.call-timeout", "60s");
    return settings;
  }

  /** The processor time of the database's processes that run now. */
  static Duration processorTime(EmbeddedPostgresServer server) {
    return postmaster(server)
        .map(
            postmaster ->
                Stream.concat(Stream.of(postmaster), postmaster.descendants())
                    .map(one -> one.info().totalCpuDuration().orElse(Duration.ZERO))
                    .reduce(Duration.ZERO, Duration::plus))
        .orElse(Duration.ZERO);
  }

  private static Optional<ProcessHandle> postmaster(EmbeddedPostgresServer server) {
    try (Stream<Path> files = Files.walk(server.directory(), 2)) {
      Optional<Path> pid = files.filter(file -> file.endsWith("postmaster.pid")).findFirst();
      return pid.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(Files.readAllLines(pid.get()).getFirst().strip()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot find the database's process", e);
    }
  }

  private static void createTables(EmbeddedPostgresServer server) throws SQLException {
    try (Connection connection = server.connect(DATABASE);
        Statement statement = connection.createStatement()) {
      // One by one: an index of another table is created concurrently, which allows nothing else.
      for (String one : script().split(";", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  private static String script() {
    try (InputStream script = JdbcNode.class.getResourceAsStream(SCHEMA)) {
      if (script == null) {
        throw new IllegalStateException("pekko-persistence-jdbc has no " + SCHEMA);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + SCHEMA, e);
    }
  }
}
