package io.headwater.bench.process;

import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A Kafka broker in a process of its own on this machine; its folder goes with it. */
final class BrokerProcess implements AutoCloseable {

  /** The broker's JVM options. */
  static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx1g");

  private final JavaProcess process;
  private final String bootstrapServers;

  private BrokerProcess(JavaProcess process) {
    this.process = process;
    this.bootstrapServers = process.line();
  }

  /** Starts a broker and returns when it serves clients. */
  static BrokerProcess start() {
    return new BrokerProcess(JavaProcess.start(OPTIONS, BrokerMain.class, List.of()));
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The processor time that the broker has used. */
  Duration processorTime() {
    return process.processorTime();
  }

  /** Creates the journal and a state topic as a node does, but not replicated. */
  void createTopics(ResourceType type, int partitions)
      throws ExecutionException, InterruptedException {
    Map<String, String> compacted =
        Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      List<NewTopic> topics = new ArrayList<>();
      for (String name : List.of(Topics.JOURNAL, Topics.state(type))) {
        topics.add(
            new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
      }
      topics.add(
          new NewTopic(Topics.JOURNAL_OWNERS, Optional.of(1), Optional.empty()).configs(compacted));
      admin.createTopics(topics).all().get();
    }
  }

  /** Ends the process and waits until its folder is gone. */
  @Override
  public void close() {
    process.close();
  }
}
