package io.headwater.bench.journal;

import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** A Kafka broker in a process of its own on this machine; its folder goes with it. */
final class BrokerProcess implements AutoCloseable {

  /** The broker's JVM options. */
  static final List<String> OPTIONS = List.of("-Xms512m", "-Xmx1g");

  private static final Duration STOP_WAIT = Duration.ofSeconds(10);

  private final Process process;
  private final String bootstrapServers;

  private BrokerProcess(Process process, String bootstrapServers) {
    this.process = process;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts a broker and returns when it serves clients. */
  static BrokerProcess start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(BrokerMain.class.getName());
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
      String address = output.readLine();
      if (address == null) {
        throw new IllegalStateException(
            "the broker's process has ended before it served; mend: its messages are above");
      }
      return new BrokerProcess(process, address);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start a broker with " + command.getFirst(), e);
    }
  }

  String bootstrapServers() {
    return bootstrapServers;
  }

  /** The processor time that the broker has used. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** Creates the journal and a state topic as a node does, but not replicated. */
  void createTopics(ResourceType type, int partitions)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      List<NewTopic> topics = new ArrayList<>();
      for (String name : List.of(Topics.JOURNAL, Topics.state(type))) {
        topics.add(
            new NewTopic(name, Optional.of(partitions), Optional.empty())
                .configs(
                    Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT)));
      }
      admin.createTopics(topics).all().get();
    }
  }

  /** Ends the process and waits until its folder is gone. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
