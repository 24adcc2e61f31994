package io.headwater.dev.server;

import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker and controller (KRaft) in this JVM, on 127.0.0.1.
 *
 * <p>Topics are not created by use. Transactions of version 2 are active. A fault of the broker
 * does not end the JVM: it is recorded in {@link #fault()}. Thread-safe.
 */
public final class EmbeddedKafkaBroker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafkaBroker.class);
  private static final String SERVER = "Kafka";
  private static final short TRANSACTION_VERSION = 2;

  private final CombinedKafkaServer server;
  private final Storage storage;
  private final int port;
  private final Duration stopLimit;
  private final Thread shutdownHook;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedKafkaBroker(
      Storage storage, CombinedKafkaServer server, int port, Duration stopLimit) {
    this.server = server;
    this.storage = storage;
    this.port = port;
    this.stopLimit = stopLimit;
    this.shutdownHook = new Thread(this::stop, "stop-embedded-kafka");
  }

  /** What a broker holds besides the server itself. */
  private record Storage(
      Path directory, DirectoryLock lock, boolean temporary, BrokerFaults faults) {

    void release() {
      faults.unwatch();
      lock.close();
      if (temporary) {
        DirectoryTree.delete(directory);
      }
    }
  }

  /**
   * Starts a broker and returns when it serves clients.
   *
   * <p>A kept directory keeps its cluster id and topics, also on other ports and after a crash.
   *
   * @throws EmbeddedServerException when it does not start
   */
  public static EmbeddedKafkaBroker start(KafkaBrokerSettings settings) {
    Path directory =
        settings
            .directory()
            .map(DirectoryTree::create)
            .orElseGet(() -> DirectoryTree.createTemporary("headwater-kafka-"));
    DirectoryLock lock = DirectoryLock.acquire(directory, SERVER);
    Storage storage =
        new Storage(directory, lock, settings.directory().isEmpty(), BrokerFaults.watch());
    try {
      List<Integer> free = Ports.free(2);
      int brokerPort = settings.brokerPort() == 0 ? free.getFirst() : settings.brokerPort();
      int controllerPort =
          settings.controllerPort() == 0 ? free.getLast() : settings.controllerPort();
      CombinedKafkaServer server =
          launch(
              directory,
              controllerPort,
              BrokerConfiguration.of(directory, brokerPort, controllerPort, settings.proxied()));
      EmbeddedKafkaBroker broker =
          new EmbeddedKafkaBroker(storage, server, brokerPort, settings.stopLimit());
      if (settings.stopWithJvm()) {
        Runtime.getRuntime().addShutdownHook(broker.shutdownHook);
      }
      return broker;
    } catch (Exception e) {
      throw failedStart(storage, e);
    }
  }

  /** The address for clients, {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** The TCP port for clients. */
  public int port() {
    return port;
  }

  /** The log directory. */
  public Path directory() {
    return storage.directory();
  }

  /** The first reason why the broker wanted to end the JVM, or failed to stop; empty when well. */
  public Optional<BrokerFault> fault() {
    return storage.faults().first();
  }

  /**
   * Stops the broker, releases its ports and deletes a temporary directory.
   *
   * <p>A broker that does not stop within its settings' limit is left to its threads, which do not
   * keep the JVM alive, and recorded in {@link #fault()}. Closing twice has no effect.
   */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException jvmIsEnding) {
      LOG.debug("The JVM is ending; the broker is stopped by whoever comes first");
    }
    stop();
  }

  private void stop() {
    if (closed.getAndSet(true)) {
      return;
    }
    CountDownLatch stopped = new CountDownLatch(1);
    Thread stopper = new Thread(() -> shutDown(stopped), "embedded-kafka-shutdown");
    stopper.setDaemon(true);
    stopper.start();
    try {
      if (!stopped.await(stopLimit.toMillis(), TimeUnit.MILLISECONDS)) {
        String message =
            "Kafka in %s did not stop within %s".formatted(storage.directory(), stopLimit);
        LOG.error(message);
        storage.faults().record(new BrokerFault(1, message, new EmbeddedServerException(message)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      storage.release();
    }
  }

  private void shutDown(CountDownLatch stopped) {
    try {
      server.shutdown();
    } catch (RuntimeException e) {
      LOG.error("Kafka in {} stopped with an error", storage.directory(), e);
      storage.faults().record(new BrokerFault(1, "stopped with an error: " + e.getMessage(), e));
    } finally {
      stopped.countDown();
    }
  }

  private static CombinedKafkaServer launch(
      Path directory, int controllerPort, Map<String, Object> properties) throws Exception {
    format(directory);
    CombinedKafkaServer server =
        new CombinedKafkaServer(
            asProperties(properties),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), controllerPort));
    try {
      server.startup();
      return server;
    } catch (RuntimeException e) {
      server.shutdown();
      throw e;
    }
  }

  private static Properties asProperties(Map<String, Object> values) {
    Properties properties = new Properties();
    values.forEach((key, value) -> properties.setProperty(key, value.toString()));
    return properties;
  }

  private static void format(Path directory) throws Exception {
    if (Files.exists(directory.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(silent)
          .setNodeId(BrokerConfiguration.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setDirectories(List.of(directory.toString()))
          .setMetadataLogDirectory(directory.toString())
          .setControllerListenerName(BrokerConfiguration.CONTROLLER_LISTENER)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setFeatureLevel("transaction.version", TRANSACTION_VERSION)
          .run();
    }
  }

  private static EmbeddedServerException failedStart(Storage storage, Exception cause) {
    EmbeddedServerException failure =
        new EmbeddedServerException(
            "Kafka did not start in %s: %s. Check that its ports are free and the folder is writable."
                .formatted(storage.directory(), cause.getMessage()),
            cause);
    try {
      storage.release();
    } catch (EmbeddedServerException e) {
      failure.addSuppressed(e);
    }
    return failure;
  }
}
