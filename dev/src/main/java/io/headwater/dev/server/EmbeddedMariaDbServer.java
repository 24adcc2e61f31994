package io.headwater.dev.server;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real MariaDB with a binary log of rows, on 127.0.0.1; it leaves nothing behind.
 *
 * <p>The server is a child process of this JVM's user. Its program and MariaDB's JDBC driver must
 * be on the class path. Thread-safe.
 */
public final class EmbeddedMariaDbServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMariaDbServer.class);
  private static final String USER = "headwater";
  private static final Duration START_WAIT = Duration.ofSeconds(60);
  private static final Duration STOP_WAIT = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final int LOG_TAIL_LINES = 12;
  private static final List<String> SYSTEM_TABLES =
      List.of(
          "mariadb_system_tables.sql",
          "mariadb_performance_tables.sql",
          "mariadb_system_tables_data.sql");

  private final Process process;
  private final Path directory;
  private final int port;
  private final Thread shutdownHook = new Thread(this::stop, "stop-embedded-mariadb");
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedMariaDbServer(Process process, Path directory, int port) {
    this.process = process;
    this.directory = directory;
    this.port = port;
  }

  /**
   * Starts a server and returns when it accepts connections.
   *
   * @param options further options of the server, such as {@code --binlog-row-image=MINIMAL}; they
   *     win over the usual ones
   * @throws EmbeddedServerException when it does not start, with the end of the server's log
   */
  public static EmbeddedMariaDbServer start(String... options) {
    MariaDbBinaries binaries = MariaDbBinaries.unpack();
    Path directory = DirectoryTree.createTemporary("headwater-mariadb-");
    try {
      createSystemTables(binaries, directory);
      int port = Ports.free();
      List<String> command = command(binaries, directory);
      command.addAll(
          List.of(
              "--port=" + port,
              "--bind-address=" + Ports.LOOPBACK,
              "--socket=" + directory.resolve("socket"),
              "--pid-file=" + directory.resolve("pid"),
              "--skip-name-resolve",
              "--server-id=1",
              "--log-bin=binlog",
              "--binlog-format=ROW",
              "--binlog-row-image=FULL",
              "--sync-binlog=0"));
      command.addAll(List.of(options));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.appendTo(log(directory).toFile()))
              .start();
      EmbeddedMariaDbServer server = new EmbeddedMariaDbServer(process, directory, port);
      Runtime.getRuntime().addShutdownHook(server.shutdownHook);
      server.awaitConnections();
      return server;
    } catch (IOException e) {
      throw failed(directory, e.toString());
    }
  }

  /** The host to connect to, always 127.0.0.1. */
  public String host() {
    return Ports.LOOPBACK;
  }

  /** The TCP port the server listens on. */
  public int port() {
    return port;
  }

  /** A user that may do everything. */
  public String user() {
    return USER;
  }

  /** That user's password. */
  public String password() {
    return USER;
  }

  /**
   * Opens a connection without a database; the caller closes it.
   *
   * @throws SQLException when the server is closed
   */
  public Connection connect() throws SQLException {
    return connect("");
  }

  /**
   * Opens a connection; the caller closes it.
   *
   * @throws SQLException when the database does not exist or the server is closed
   */
  public Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mariadb://%s:%d/%s".formatted(host(), port, database), USER, USER);
  }

  /**
   * Runs statements on a connection of their own.
   *
   * @throws SQLException when the server refuses one of them
   */
  public void run(String database, String... statements) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** Stops the server and deletes its directory. Closing twice has no effect. */
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
    process.destroy();
    try {
      if (!process.waitFor(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        process.waitFor(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    DirectoryTree.delete(directory);
  }

  private static void createSystemTables(MariaDbBinaries binaries, Path directory)
      throws IOException {
    List<String> command = command(binaries, directory);
    command.addAll(List.of("--bootstrap", "--skip-log-bin"));
    Process bootstrap =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(Redirect.appendTo(log(directory).toFile()))
            .start();
    try (OutputStream statements = bootstrap.getOutputStream()) {
      statements.write(
          "create database mysql;\nuse mysql;\nset @auth_root_socket = null;\n"
              .getBytes(StandardCharsets.UTF_8));
      for (String file : SYSTEM_TABLES) {
        Files.copy(binaries.share().resolve(file), statements);
      }
      statements.write(
          """
          flush privileges;
          create user '%1$s'@'%%' identified by '%1$s';
          grant all on *.* to '%1$s'@'%%' with grant option;
          """
              .formatted(USER)
              .getBytes(StandardCharsets.UTF_8));
    }
    try {
      if (!bootstrap.waitFor(START_WAIT.toSeconds(), TimeUnit.SECONDS)
          || bootstrap.exitValue() != 0) {
        bootstrap.destroyForcibly();
        throw failed(directory, "its system tables could not be created");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      bootstrap.destroyForcibly();
      throw failed(directory, "interrupted");
    }
  }

  private static List<String> command(MariaDbBinaries binaries, Path directory) {
    List<String> command = new ArrayList<>();
    command.add(binaries.program().toString());
    // It must come first: no configuration of the machine has a say.
    command.add("--no-defaults");
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    command.addAll(
        List.of(
            "--basedir=" + binaries.root(),
            "--datadir=" + directory.resolve("data"),
            "--lc-messages-dir=" + binaries.share(),
            "--character-sets-dir=" + binaries.share().resolve("charsets"),
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-doublewrite=0",
            "--innodb-log-file-size=16M",
            "--innodb-buffer-pool-size=32M",
            "--innodb-undo-tablespaces=0",
            "--innodb-data-file-path=ibdata1:4M:autoextend",
            "--innodb-temp-data-file-path=ibtmp1:2M:autoextend"));
    DirectoryTree.create(directory.resolve("data"));
    return command;
  }

  private void awaitConnections() {
    long deadline = System.nanoTime() + START_WAIT.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try (Connection connection = connect()) {
        LOG.debug("MariaDB accepts connections: {}", connection.isValid(1));
        return;
      } catch (SQLException starting) {
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
    EmbeddedServerException failure = failed(directory, "it accepts no connections");
    close();
    throw failure;
  }

  private static Path log(Path directory) {
    return directory.resolve("mariadb.log");
  }

  private static EmbeddedServerException failed(Path directory, String why) {
    String tail;
    try {
      List<String> lines = Files.readAllLines(log(directory), StandardCharsets.ISO_8859_1);
      tail =
          String.join(
              "\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    } catch (IOException e) {
      tail = "(no log)";
    }
    return new EmbeddedServerException(
        "MariaDB did not start in %s: %s. The log's end:%n%s".formatted(directory, why, tail));
  }
}
