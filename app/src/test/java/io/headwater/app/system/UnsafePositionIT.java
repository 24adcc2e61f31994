package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.client.consumer.ConsumerHealth;
import io.headwater.client.consumer.HeadwaterConsumer;
import io.headwater.client.consumer.StateChange;
import io.headwater.client.consumer.StateSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A consumer comes back with a position that is not safe any more: the provider refuses it with the
 * reason, and the consumer takes a new bootstrap by itself, which removes what was deleted
 * meanwhile.
 */
class UnsafePositionIT {

  private static final int WIDGETS = 50;
  private static final int PARTITIONS = 4;
  private static final Duration DELETIONS_KEPT = Duration.ofSeconds(5);

  @TempDir Path folder;
  private RunningPipeline pipeline;
  private final Copy copy = new Copy();

  /** A copy in memory, which outlives its consumers. */
  private static final class Copy implements StateSink {

    private final Set<String> keys = new TreeSet<>();
    private final Set<String> brought = new HashSet<>();
    private Optional<String> position = Optional.empty();

    @Override
    public synchronized Optional<String> position() {
      return position;
    }

    @Override
    public synchronized void apply(List<StateChange> changes, String behind) {
      for (StateChange change : changes) {
        switch (change) {
          case StateChange.Upsert upsert -> {
            keys.add(upsert.key());
            brought.add(upsert.key());
          }
          case StateChange.Delete delete -> {
            keys.remove(delete.key());
            brought.remove(delete.key());
          }
        }
      }
      position = Optional.of(behind);
    }

    @Override
    public synchronized void beginReplacement(long generation, String behind) {
      brought.clear();
      position = Optional.of(behind);
    }

    @Override
    public synchronized void completeReplacement(long generation, String behind) {
      keys.retainAll(brought);
      position = Optional.of(behind);
    }

    @Override
    public void close() {
      // It is looked at, and given to the next consumer.
    }

    private synchronized Set<String> keys() {
      return new TreeSet<>(keys);
    }
  }

  @BeforeEach
  void start() throws Exception {
    pipeline =
        RunningPipeline.startPrepared(
            folder, WIDGETS, (servers, configuration) -> createStateTopic(servers));
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  private static void createStateTopic(DemoServers servers) {
    Map<String, String> settings =
        Map.of(
            "cleanup.policy",
            "compact",
            "max.message.bytes",
            Integer.toString(16 << 20),
            "delete.retention.ms",
            Long.toString(DELETIONS_KEPT.toMillis()));
    try (Admin admin = Admin.create(servers.kafka())) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(RunningPipeline.STATES, PARTITIONS, (short) 1).configs(settings)))
          .all()
          .toCompletionStage()
          .toCompletableFuture()
          .join();
    }
  }

  // Who follows the topic holds no lease, which would keep what these tests want to be forgotten.
  private HeadwaterConsumer consumer(boolean byTopic) {
    var builder = HeadwaterConsumer.of("widget").bootstrapFrom(pipeline.node().uri());
    return (byTopic ? builder.followKafka(pipeline.servers().kafka()) : builder.followHttp())
        .into(copy)
        .start();
  }

  /** Waits until the copy has what the source has, and tells how often it was bootstrapped. */
  private long follow(boolean byTopic) throws Exception {
    Set<String> source = new TreeSet<>(pipeline.expected().keySet());
    try (HeadwaterConsumer consumer = consumer(byTopic)) {
      await("the copy has what the source has")
          .atMost(RunningPipeline.LIMIT)
          .untilAsserted(
              () -> {
                ConsumerHealth health = consumer.health();
                assertThat(copy.keys()).as(health::toString).isEqualTo(source);
                assertThat(health.phase()).isEqualTo(ConsumerHealth.Phase.FOLLOWING);
              });
      return consumer.health().bootstraps();
    }
  }

  private int head(String query) {
    return pipeline.http().send("HEAD", "/v1/resources/widget/changes?since=" + query).statusCode();
  }

  private String token() {
    return pipeline.http().json("/v1/resources").path("resources").get(0).path("token").asText();
  }

  @Test
  void aPositionBehindWhichDeletionsAreForgottenIsRefusedAndWhatWasDeletedGoes() throws Exception {
    assertThat(follow(true)).isEqualTo(1);
    String token = token();
    assertThat(head(token)).isEqualTo(200);

    pipeline.transaction("delete from widgets where id = 7");
    pipeline.awaitCaughtUp();
    assertThat(head(token)).isEqualTo(200);
    await("the deletion is forgotten")
        .atMost(RunningPipeline.LIMIT)
        .until(() -> head(token) == 410);

    assertThat(copy.keys()).contains("7");
    assertThat(follow(false)).as("bootstraps").isEqualTo(1);
    assertThat(copy.keys()).doesNotContain("7");
  }

  @Test
  void aLeaseKeepsAPositionSafeForFollowingOverHttpButNotForTheTopic() throws Exception {
    assertThat(follow(true)).isEqualTo(1);
    String token = token();
    String lease = "/v1/resources/widget/leases?seconds=300&since=" + token;
    assertThat(pipeline.http().send("POST", lease).statusCode()).isEqualTo(200);

    pipeline.transaction("delete from widgets where id = 7");
    pipeline.awaitCaughtUp();
    await("the topic may have forgotten it")
        .atMost(RunningPipeline.LIMIT)
        .until(() -> head(token + "&follow=topic") == 410);

    assertThat(head(token)).isEqualTo(200);
    assertThat(follow(false)).as("bootstraps").isZero();
    assertThat(copy.keys()).doesNotContain("7");
  }

  @Test
  void aPositionOfAnotherTopicIsRefusedAndEverythingComesAnew() throws Exception {
    assertThat(follow(true)).isEqualTo(1);
    String epoch = token().substring(0, token().indexOf('.'));
    assertThat(head(token().replace(epoch, "another"))).isEqualTo(409);
    copy.position = copy.position.map(position -> position.replace(epoch, "another"));
    copy.keys.add("left over");

    assertThat(follow(true)).as("bootstraps").isEqualTo(1);
  }

  @Test
  void aPositionThatNobodyCanReadIsNoPosition() throws Exception {
    assertThat(follow(true)).isEqualTo(1);
    assertThat(head("nonsense")).isEqualTo(400);
    copy.position = Optional.of("nonsense");
    copy.keys.add("left over");

    assertThat(follow(true)).as("bootstraps").isEqualTo(1);
  }
}
