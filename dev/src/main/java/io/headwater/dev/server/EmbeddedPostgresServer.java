package io.headwater.dev.server;

import static java.util.Map.entry;

import io.headwater.dev.server.Postmaster.Signal;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL 18 with logical decoding, on 127.0.0.1.
 *
 * <p>The server is a child process. It runs as the user of this JVM; for root, in a user namespace
 * of its own. Its log is {@code postgres.log} in its directory. Thread-safe.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgresServer.class);
  private static final String SERVER = "PostgreSQL";
  private static final String USER = "postgres";
  private static final Duration START_WAIT = Duration.ofSeconds(30);

  /** After these a clean stop is given up: the next start recovers from the write-ahead log. */
  private static final Duration CLEAN_STOP_WAIT = Duration.ofMillis(1_200);

  private static final Duration TEMPORARY_STOP_WAIT = Duration.ofMillis(300);
  private static final Duration IMMEDIATE_STOP_WAIT = Duration.ofMillis(500);

  private final EmbeddedPostgres postgres;
  private final PostgresDirectory directory;
  private final DirectoryLock lock;
  private final boolean temporary;
  private final Thread shutdownHook;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedPostgresServer(
      EmbeddedPostgres postgres,
      PostgresDirectory directory,
      DirectoryLock lock,
      boolean temporary) {
    this.postgres = postgres;
    this.directory = directory;
    this.lock = lock;
    this.temporary = temporary;
    this.shutdownHook = new Thread(this::stop, "stop-embedded-postgres");
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * <p>A server that a killed JVM left running on the same kept directory is stopped first.
   *
   * @throws EmbeddedServerException when it does not start, with the end of the server's log
   */
  public static EmbeddedPostgresServer start(PostgresServerSettings settings) {
    boolean temporary = settings.directory().isEmpty();
    Path root =
        settings
            .directory()
            .map(DirectoryTree::create)
            .orElseGet(() -> DirectoryTree.createTemporary("headwater-postgres-"));
    PostgresDirectory directory = new PostgresDirectory(root);
    DirectoryLock lock = DirectoryLock.acquire(root, SERVER);
    try {
      directory.prepare();
      EmbeddedPostgres postgres = launch(settings, directory);
      directory.markCreated();
      EmbeddedPostgresServer server =
          new EmbeddedPostgresServer(postgres, directory, lock, temporary);
      if (settings.stopWithJvm()) {
        Runtime.getRuntime().addShutdownHook(server.shutdownHook);
      }
      return server;
    } catch (IOException | RuntimeException e) {
      throw failedStart(directory, lock, temporary, e);
    }
  }

  /** The host to connect to, always 127.0.0.1. */
  public String host() {
    return Ports.LOOPBACK;
  }

  /** The TCP port the server listens on. */
  public int port() {
    return postgres.getPort();
  }

  /** The superuser's name; it may replicate. */
  public String user() {
    return USER;
  }

  /** The superuser's password; local connections are trusted, so any value is accepted. */
  public String password() {
    return USER;
  }

  /** The JDBC address of a database, without user and password. */
  public String jdbcUrl(String database) {
    String name = URLEncoder.encode(database, StandardCharsets.UTF_8);
    return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), name);
  }

  /** The folder of the server: its data and its log. */
  public Path directory() {
    return directory.root();
  }

  /**
   * Opens a connection as superuser; the caller closes it.
   *
   * @throws SQLException when the database does not exist or the server is closed
   */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(jdbcUrl(database), user(), password());
  }

  /**
   * Creates a database unless it exists; tells whether it did.
   *
   * @throws SQLException when the server refuses
   */
  public boolean createDatabase(String name) throws SQLException {
    try (Connection connection = connect("postgres");
        PreparedStatement query =
            connection.prepareStatement("select 1 from pg_database where datname = ?")) {
      query.setString(1, name);
      try (ResultSet found = query.executeQuery()) {
        if (found.next()) {
          return false;
        }
      }
      try (Statement create = connection.createStatement()) {
        create.execute("create database \"" + name.replace("\"", "\"\"") + "\"");
      }
      return true;
    }
  }

  /** The psql program of the distribution, if it contains one. */
  public Optional<Path> psql() {
    return Postmaster.of(directory.data())
        .flatMap(Postmaster::programs)
        .map(programs -> programs.resolve("psql"))
        .filter(Files::isExecutable);
  }

  /**
   * Stops the server within two seconds and deletes its directory when it is temporary.
   *
   * <p>Open sessions are ended. When a clean stop takes too long (a replication client that does
   * not confirm, for example) the server is stopped at once; a kept directory then recovers on the
   * next start. Closing twice has no effect.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException jvmIsEnding) {
      LOG.debug("The JVM is ending; the server is stopped by whoever comes first");
    }
    stop();
  }

  private void stop() {
    if (closed.getAndSet(true)) {
      return;
    }
    Thread escalation = new Thread(this::stopAtOnceWhenLate, "stop-embedded-postgres-late");
    escalation.setDaemon(true);
    escalation.start();
    try {
      postgres.close();
      escalation.join();
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Cannot stop PostgreSQL in %s (%s).".formatted(directory.root(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.close();
      if (temporary) {
        DirectoryTree.delete(directory.root());
      }
    }
  }

  private void stopAtOnceWhenLate() {
    Optional<Postmaster> running = Postmaster.of(directory.data());
    if (running.isEmpty()
        || running.get().awaitEnd(temporary ? TEMPORARY_STOP_WAIT : CLEAN_STOP_WAIT)) {
      return;
    }
    running.get().send(Signal.QUIT);
    if (!running.get().awaitEnd(IMMEDIATE_STOP_WAIT)) {
      running.get().send(Signal.KILL);
    }
  }

  private static EmbeddedPostgres launch(
      PostgresServerSettings settings, PostgresDirectory directory) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.data())
            .setCleanDataDirectory(false)
            .setRegisterShutdownHook(false)
            .setPort(settings.port() == 0 ? Ports.free() : settings.port())
            .setPGStartupWait(START_WAIT)
            .setOutputRedirector(Redirect.appendTo(directory.log().toFile()))
            .setErrorRedirector(Redirect.appendTo(directory.log().toFile()));
    // The same on every operating system, and quicker to create than a system locale.
    builder.setLocaleConfig("locale", "C");
    builder.setLocaleConfig("locale-provider", "builtin");
    builder.setLocaleConfig("builtin-locale", "C.UTF-8");
    configuration(settings).forEach(builder::setServerConfig);
    return builder.start();
  }

  private static Map<String, String> configuration(PostgresServerSettings settings) {
    String durable = settings.durable() ? "on" : "off";
    return Map.ofEntries(
        entry("listen_addresses", Ports.LOOPBACK),
        entry("unix_socket_directories", ""),
        entry("wal_level", "logical"),
        entry("max_replication_slots", "" + settings.maxReplicationSlots()),
        entry("max_wal_senders", "" + settings.maxWalSenders()),
        entry("fsync", durable),
        // Torn pages come from power cuts only, which fsync=off does not survive anyway.
        entry("full_page_writes", durable),
        // Asynchronous commits reach replication clients up to 200 ms late.
        entry("synchronous_commit", "on"),
        entry("max_connections", "100"),
        entry("io_method", "sync"),
        entry("jit", "off"));
  }

  private static EmbeddedServerException failedStart(
      PostgresDirectory directory, DirectoryLock lock, boolean temporary, Exception cause) {
    String message =
        "PostgreSQL did not start in %s: %s. Run as another user than root if the log says so; the log's end:%n%s"
            .formatted(directory.root(), cause.getMessage(), directory.logTail());
    EmbeddedServerException failure = new EmbeddedServerException(message, cause);
    try {
      directory.stopOrphan();
      lock.close();
      if (temporary) {
        DirectoryTree.delete(directory.root());
      }
    } catch (EmbeddedServerException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
