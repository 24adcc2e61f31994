package io.headwater.dev.server;

import io.headwater.dev.server.KafkaBrokerSettings.ProxiedPort;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The broker's server properties: one node, little memory, quick transactions. */
final class BrokerConfiguration {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  /** A resource may be 1 MB; its record carries an envelope and shares a batch with others. */
  static final int MAX_BATCH_BYTES = 8 * 1024 * 1024;

  private static final int CLEANER_MEMORY_BYTES = 8 * 1024 * 1024;
  private static final int INTERNAL_TOPIC_PARTITIONS = 4;
  private static final int SEGMENT_BYTES = 128 * 1024 * 1024;

  private BrokerConfiguration() {}

  static Map<String, Object> of(
      Path directory, int brokerPort, int controllerPort, Optional<ProxiedPort> proxied) {
    Map<String, Object> properties = new TreeMap<>();
    node(properties, directory, brokerPort, controllerPort);
    proxied.ifPresent(port -> addListener(properties, port));
    internalTopics(properties);
    latency(properties);
    memory(properties);
    return properties;
  }

  private static void node(
      Map<String, Object> properties, Path directory, int brokerPort, int controllerPort) {
    String broker = "PLAINTEXT://" + Ports.LOOPBACK + ":" + brokerPort;
    String controller = Ports.LOOPBACK + ":" + controllerPort;
    properties.put("process.roles", "broker,controller");
    properties.put("node.id", NODE_ID);
    properties.put("listeners", broker + "," + CONTROLLER_LISTENER + "://" + controller);
    properties.put("advertised.listeners", broker);
    properties.put("controller.listener.names", CONTROLLER_LISTENER);
    properties.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    properties.put("inter.broker.listener.name", "PLAINTEXT");
    // Static voters are not stored, so a kept directory may come back on another port.
    properties.put("controller.quorum.voters", NODE_ID + "@" + controller);
    properties.put("log.dirs", directory.toString());
    properties.put("auto.create.topics.enable", false);
    properties.put("default.replication.factor", 1);
    properties.put("min.insync.replicas", 1);
    properties.put("unclean.leader.election.enable", false);
  }

  private static void addListener(Map<String, Object> properties, ProxiedPort proxied) {
    String address = ",PROXIED://" + Ports.LOOPBACK + ":";
    properties.merge("listeners", address + proxied.port(), BrokerConfiguration::append);
    properties.merge(
        "advertised.listeners", address + proxied.advertisedPort(), BrokerConfiguration::append);
    properties.merge(
        "listener.security.protocol.map", ",PROXIED:PLAINTEXT", BrokerConfiguration::append);
  }

  private static Object append(Object list, Object further) {
    return list.toString() + further;
  }

  private static void internalTopics(Map<String, Object> properties) {
    properties.put("offsets.topic.replication.factor", 1);
    properties.put("offsets.topic.num.partitions", INTERNAL_TOPIC_PARTITIONS);
    properties.put("transaction.state.log.replication.factor", 1);
    properties.put("transaction.state.log.min.isr", 1);
    properties.put("transaction.state.log.num.partitions", INTERNAL_TOPIC_PARTITIONS);
    properties.put("share.coordinator.state.topic.replication.factor", 1);
    properties.put("share.coordinator.state.topic.min.isr", 1);
    properties.put("share.coordinator.state.topic.num.partitions", 1);
  }

  private static void latency(Map<String, Object> properties) {
    properties.put("group.initial.rebalance.delay.ms", 0);
    properties.put("group.min.session.timeout.ms", 1_000);
    // The next transaction's first write waits here while the markers of the last are written.
    properties.put("add.partitions.to.txn.retry.backoff.ms", 1);
    // Long enough that the client is not sent away for its own, much longer backoff.
    properties.put("add.partitions.to.txn.retry.backoff.max.ms", 1_000);
    properties.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    properties.put("controller.quorum.append.linger.ms", 1);
    properties.put("controller.quorum.election.backoff.max.ms", 50);
    // After a crash the broker may register again only when its former session has ended.
    properties.put("broker.session.timeout.ms", 3_000);
    properties.put("broker.heartbeat.interval.ms", 500);
    properties.put("initial.broker.registration.timeout.ms", 30_000);
  }

  private static void memory(Map<String, Object> properties) {
    properties.put("log.cleaner.dedupe.buffer.size", CLEANER_MEMORY_BYTES);
    properties.put("log.cleaner.threads", 1);
    // How soon it looks again for what it can compact.
    properties.put("log.cleaner.backoff.ms", 1_000);
    properties.put("num.network.threads", 2);
    properties.put("num.io.threads", 4);
    properties.put("background.threads", 2);
    properties.put("num.recovery.threads.per.data.dir", 2);
    properties.put("log.segment.bytes", SEGMENT_BYTES);
    properties.put("log.index.size.max.bytes", 1024 * 1024);
    properties.put("message.max.bytes", MAX_BATCH_BYTES);
    properties.put("replica.fetch.max.bytes", MAX_BATCH_BYTES);
  }
}
