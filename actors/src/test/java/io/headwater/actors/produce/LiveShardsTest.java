package io.headwater.actors.produce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.produce.ShardListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveShardsTest {

  private static final int THREADS = 8;

  private final ActorTestKit system = ActorTestKit.create();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final LiveShards shards =
      new LiveShards(
          system.system(),
          new ShardListener() {
            @Override
            public void started(int partition) {
              told.add("started " + partition);
            }

            @Override
            public void stopped(int partition) {
              told.add("stopped " + partition);
            }
          });

  @AfterEach
  void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void aShardIsToldOnceWhenItsFirstActorStartsAndOnceWhenItHasEnded() {
    ActorRef<String> shard = shard();

    starting(shard, 3);
    assertThat(told).containsExactly("started 3");
    starting(shard, 3);
    system.stop(shard);

    awaitTold("started 3", "stopped 3");
  }

  @Test
  void aShardThatStartsAgainIsToldAgain() {
    ActorRef<String> first = shard();
    starting(first, 3);
    system.stop(first);
    awaitTold("started 3", "stopped 3");

    starting(shard(), 3);

    awaitTold("started 3", "stopped 3", "started 3");
  }

  @Test
  void aPartitionWhoseShardStartsAgainBeforeTheFormerOnesEndIsNotStopped() {
    ActorRef<String> former = shard();
    ActorRef<String> other = shard();
    ActorRef<String> again = shard();
    starting(former, 3);
    starting(other, 4);

    starting(again, 3);
    system.stop(former);
    // The watcher hears of ends in turn, so that of the former shard is heard before this one's.
    system.stop(other);
    awaitTold("started 3", "started 4", "started 3", "stopped 4");
    system.stop(again);

    awaitTold("started 3", "started 4", "started 3", "stopped 4", "stopped 3");
  }

  @Test
  void aShardThatEndedBeforeItIsWatchedIsStopped() {
    ActorRef<String> shard = shard();
    system.stop(shard);

    starting(shard, 3);

    awaitTold("started 3", "stopped 3");
  }

  @Test
  void noActorGoesOnBeforeTheListenerHasHeardOfItsShard() throws Exception {
    ActorRef<String> shard = shard();
    CountDownLatch all = new CountDownLatch(THREADS);
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<List<String>>> seen =
          IntStream.range(0, THREADS)
              .mapToObj(
                  thread ->
                      threads.submit(
                          () -> {
                            all.countDown();
                            all.await();
                            starting(shard, 3);
                            return List.copyOf(told);
                          }))
              .toList();
      for (Future<List<String>> heard : seen) {
        assertThat(heard.get()).containsExactly("started 3");
      }
    }
  }

  private ActorRef<String> shard() {
    return system.spawn(Behaviors.empty());
  }

  private void starting(ActorRef<String> shard, int partition) {
    shards.starting(Adapter.toClassic(shard), partition);
  }

  private void awaitTold(String... calls) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(told).containsExactly(calls));
  }
}
