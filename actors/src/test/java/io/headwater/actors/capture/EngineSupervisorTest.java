package io.headwater.actors.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.core.capture.CaptureEngine;
import io.headwater.core.capture.SourceStatus;
import io.headwater.core.capture.SourceStatus.EngineState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class EngineSupervisorTest {

  private static ActorTestKit system;

  private final BlockingQueue<Run> runs = new LinkedBlockingQueue<>();
  private final AtomicReference<SourceStatus> status = new AtomicReference<>();

  private static final class Run implements CaptureEngine.Running {

    private final CompletableFuture<Optional<Throwable>> completion = new CompletableFuture<>();

    @Override
    public SourceStatus status() {
      return new SourceStatus(
          "shop",
          "PostgreSQL",
          EngineState.STREAMING,
          Optional.of("0/1"),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          Optional.empty());
    }

    @Override
    public CompletionStage<Optional<Throwable>> completion() {
      return completion;
    }

    @Override
    public void stop(Duration limit) {
      completion.complete(Optional.empty());
    }
  }

  private final CaptureEngine engine =
      new CaptureEngine() {
        @Override
        public String source() {
          return "shop";
        }

        @Override
        public Running start() {
          Run run = new Run();
          runs.add(run);
          return run;
        }
      };

  @BeforeAll
  static void startSystem() {
    system = ActorTestKit.create();
  }

  @AfterAll
  static void stopSystem() {
    system.shutdownTestKit();
  }

  @Test
  void reportsWhatTheEngineDoes() throws Exception {
    supervise();

    assertThat(runs.poll(30, TimeUnit.SECONDS)).isNotNull();
    awaitState(EngineState.STREAMING);
  }

  @Test
  void startsAFailedEngineAgainAndSaysWhyMeanwhile() throws Exception {
    supervise();
    Run first = runs.poll(30, TimeUnit.SECONDS);
    assertThat(first).isNotNull();

    first.completion.complete(Optional.of(new IllegalStateException("the slot is gone")));

    awaitState(EngineState.BACKING_OFF);
    assertThat(status.get().failure()).hasValueSatisfying(why -> assertThat(why).contains("slot"));
    assertThat(runs.poll(30, TimeUnit.SECONDS)).isNotNull();
    awaitState(EngineState.STREAMING);
  }

  @Test
  void stopsTheEngineWhenItIsStopped() throws Exception {
    ActorRef<EngineSupervisor.Message> supervisor = supervise();
    Run run = runs.poll(30, TimeUnit.SECONDS);
    assertThat(run).isNotNull();
    awaitState(EngineState.STREAMING);

    supervisor.tell(EngineSupervisor.Stop.STOP);

    assertThat(run.completion).succeedsWithin(Duration.ofSeconds(30)).isEqualTo(Optional.empty());
    awaitState(EngineState.STOPPED);
  }

  private ActorRef<EngineSupervisor.Message> supervise() {
    return system.spawn(EngineSupervisor.create(engine, "PostgreSQL", status::set));
  }

  private void awaitState(EngineState state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> status.get() != null && status.get().state() == state);
  }
}
