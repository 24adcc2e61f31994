package io.headwater.dev.server;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.metadata.BrokerRegistration;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.metrics.KafkaYammerMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's controller and broker in one, the broker not before the session of its former process has
 * ended.
 *
 * <p>Kafka's own start has both at once. After a crash the broker then first leads its partitions
 * as the former process did, and completes the transactions that were prepared; when the controller
 * ends the former session under it, Kafka 4.1 to 4.3 take a partition without a leader for a
 * deleted one: the transaction counts as complete and its markers are never written, so that its
 * records are neither committed nor aborted (KAFKA-20734). A broker that starts without partitions
 * cannot do that, and it is not slower: it may not register any sooner.
 */
final class CombinedKafkaServer {

  private static final Logger LOG = LoggerFactory.getLogger(CombinedKafkaServer.class);

  /** Longer than the session of a former process, which begins anew with the controller. */
  private static final Duration FENCE_WAIT = Duration.ofSeconds(30);

  private static final Duration FENCE_POLL = Duration.ofMillis(5);

  private final ControllerServer controller;
  private final BrokerServer broker;

  /** Both, from a formatted directory, not started. */
  CombinedKafkaServer(Properties properties, InetSocketAddress controllerAddress) {
    KafkaConfig config = KafkaConfig.fromProps(properties);
    KafkaYammerMetrics.INSTANCE.configure(config.originals());
    var directories = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    MetaPropertiesEnsemble metaProperties = directories._1();
    BootstrapMetadata bootstrap = directories._2();
    SharedServer shared =
        new SharedServer(
            config,
            metaProperties,
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, metaProperties.clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                Map.of(BrokerConfiguration.NODE_ID, controllerAddress)),
            List.of(),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    this.broker = new BrokerServer(shared);
    this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), bootstrap);
  }

  /** Returns when the broker serves clients. */
  void startup() {
    controller.startup();
    awaitFormerBrokerFenced();
    broker.startup();
  }

  /** Stops what was started, the broker first: it hands over to the controller. */
  void shutdown() {
    try {
      broker.shutdown();
    } finally {
      controller.shutdown();
    }
  }

  private void awaitFormerBrokerFenced() {
    long startedAt = System.nanoTime();
    while (!formerBrokerIsFenced()) {
      if (System.nanoTime() - startedAt > FENCE_WAIT.toNanos()) {
        throw new EmbeddedServerException(
            "the controller did not end the session of the former broker in " + FENCE_WAIT);
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new EmbeddedServerException("interrupted while the broker waited for its controller");
      }
      LockSupport.parkNanos(FENCE_POLL.toNanos());
    }
    LOG.debug(
        "The controller was ready for the broker after {} ms",
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedAt));
  }

  /** Only what this controller has written itself tells; before, the log may be read in part. */
  private boolean formerBrokerIsFenced() {
    int epoch = controller.controller().curClaimEpoch();
    MetadataImage image = controller.metadataCache().currentImage();
    if (epoch < 0 || image.highestOffsetAndEpoch().epoch() < epoch) {
      return false;
    }
    BrokerRegistration former = image.cluster().broker(BrokerConfiguration.NODE_ID);
    return former == null || former.fenced();
  }
}
