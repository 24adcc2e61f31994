package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.JournalSamples.WIDGET;

import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.pekko.actor.ActorRef;
import org.awaitility.Awaitility;

/**
 * A JVM with the journal that is halted at a step of a commit, or that recovers and goes on.
 *
 * <p>It writes one line for each thing that it has learnt, before it goes on: {@code recovered} or
 * {@code acknowledged}, the resource's id, and the version.
 */
public final class HaltingProcess {

  static final String RECOVERED = "recovered";
  static final String ACKNOWLEDGED = "acknowledged";
  static final int HALTED = 77;

  private static final String NOWHERE = "nowhere";
  private static final int RESOURCES = 6;

  /** So many commits, or sends of a write, come before the one that does not end. */
  private static final int STEPS_BEFORE = 12;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private HaltingProcess() {}

  /** Starts the JVM; the caller awaits its end. */
  static Process halting(CommitStep step, JournalTopics topics, Path store, Path output)
      throws IOException {
    return start(step.name(), topics, store, output);
  }

  /** Starts a JVM that recovers all resources, gives each one more version, and ends. */
  static Process recovering(JournalTopics topics, Path store, Path output) throws IOException {
    return start(NOWHERE, topics, store, output);
  }

  private static Process start(String step, JournalTopics topics, Path store, Path output)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            HaltingProcess.class.getName(),
            step,
            topics.kafka().get("bootstrap.servers"),
            store.toString())
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static List<String> ids() {
    return IntStream.range(0, RESOURCES).mapToObj(i -> "w" + i).toList();
  }

  /** Arguments: the step, the broker, the store's directory. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> kafka = Map.of("bootstrap.servers", arguments[1]);
    boolean halts = !arguments[0].equals(NOWHERE);
    CommitObserver observer =
        halts ? halting(CommitStep.valueOf(arguments[0]), kafka) : CommitObserver.NONE;
    try (JournalSystem system =
        JournalSystem.start(
            JournalSystem.config(kafka, Path.of(arguments[2]), Map.of()), observer)) {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (String id : ids()) {
        ActorRef keeper = system.keeper(WIDGET, id);
        Keeper.State state = system.answer(keeper, new Keeper.Read());
        for (ResourceEvent event : state.recovered()) {
          say(RECOVERED, id, event.header().version());
        }
        long last = halts ? Long.MAX_VALUE : state.sequenceNr() + 1;
        running.add(persist(system, keeper, id, state.sequenceNr() + 1, last));
      }
      for (CompletableFuture<Void> one : running) {
        one.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    }
  }

  private static CompletableFuture<Void> persist(
      JournalSystem system, ActorRef keeper, String id, long version, long last) {
    return system
        .ask(keeper, new Keeper.PersistRun(version, version))
        .thenCompose(
            state -> {
              say(ACKNOWLEDGED, id, state.sequenceNr());
              return version == last
                  ? CompletableFuture.completedFuture(null)
                  : persist(system, keeper, id, version + 1, last);
            });
  }

  private static synchronized void say(String what, String id, long version) {
    System.out.println(what + " " + id + " " + version);
    System.out.flush();
  }

  private static CommitObserver halting(CommitStep halt, Map<String, String> kafka) {
    AtomicInteger passed = new AtomicInteger();
    return step -> {
      if (step == halt && passed.incrementAndGet() > STEPS_BEFORE) {
        if (step == CommitStep.BETWEEN_SENDS || step == CommitStep.BEFORE_COMMIT) {
          awaitOpenTransaction(kafka);
        }
        // No hook, no flush, no close: nothing of this process has any more effect.
        Runtime.getRuntime().halt(HALTED);
      }
    };
  }

  /** What was sent must be at the broker, else the crash would leave nothing behind. */
  private static void awaitOpenTransaction(Map<String, String> kafka) {
    try (Admin admin = Admin.create(new HashMap<>(kafka))) {
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () ->
                  !ends(admin, IsolationLevel.READ_UNCOMMITTED)
                      .equals(ends(admin, IsolationLevel.READ_COMMITTED)));
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, IsolationLevel isolation)
      throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < JournalSamples.PARTITIONS; partition++) {
      latest.put(new TopicPartition(Topics.JOURNAL, partition), OffsetSpec.latest());
    }
    return admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .entrySet()
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, end -> end.getValue().offset()));
  }
}
