package io.headwater.persistence.journal;

import static io.headwater.persistence.journal.HaltingProcess.ACKNOWLEDGED;
import static io.headwater.persistence.journal.HaltingProcess.RECOVERED;
import static io.headwater.persistence.journal.JournalSamples.WIDGET;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.publish.StateRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The process is halted at each step of a commit, started again on what it left, and checked. */
class CrashPointIT extends JournalScenario {

  private static final Duration EXIT_LIMIT = Duration.ofSeconds(120);

  /** What the two processes have said, by resource, in order. */
  private record Outputs(
      Map<String, List<Long>> acknowledged,
      Map<String, List<Long>> recovered,
      Map<String, List<Long>> continued) {}

  @ParameterizedTest
  @EnumSource(CommitStep.class)
  void losesNothingAcknowledgedAndRepeatsNothingWhenHaltedAtAStep(CommitStep step)
      throws Exception {
    Outputs outputs = haltAndRecover(step);

    Map<String, List<Long>> published = published();
    long lost = 0;
    for (String id : HaltingProcess.ids()) {
      List<Long> states = published.getOrDefault(id, List.of());
      long newest = states.size();
      assertThat(states)
          .as("states of %s, in order", id)
          .isEqualTo(LongStream.rangeClosed(1, newest).boxed().toList());
      assertThat(topics.journaled(JournalSamples.persistenceId(WIDGET, id)))
          .extracting(JournalEntry::sequenceNr)
          .as("journal of %s", id)
          .isEqualTo(states);
      List<Long> acknowledged = outputs.acknowledged().getOrDefault(id, List.of());
      assertThat(states).as("acknowledged of %s", id).containsAll(acknowledged);
      long recovered = newest - 1;
      assertThat(outputs.recovered().getOrDefault(id, List.of()))
          .as("recovered of %s", id)
          .isEqualTo(recovered == 0 ? List.of() : List.of(recovered));
      assertThat(outputs.continued().get(id)).containsExactly(newest);
      lost += recovered - acknowledged.size();
    }
    if (step == CommitStep.BEFORE_STORE || step == CommitStep.BEFORE_ACKNOWLEDGEMENT) {
      assertThat(lost).as("versions that were committed and not acknowledged").isPositive();
    }
  }

  private Outputs haltAndRecover(CommitStep step) throws Exception {
    Path store = directory.resolve("store");
    Path halted = directory.resolve("halted.txt");
    Path recovered = directory.resolve("recovered.txt");
    assertThat(exitCode(HaltingProcess.halting(step, topics, store, halted)))
        .isEqualTo(HaltingProcess.HALTED);
    assertThat(exitCode(HaltingProcess.recovering(topics, store, recovered))).isZero();
    assertThat(versions(halted, RECOVERED)).isEmpty();
    return new Outputs(
        versions(halted, ACKNOWLEDGED),
        versions(recovered, RECOVERED),
        versions(recovered, ACKNOWLEDGED));
  }

  private static int exitCode(Process process) throws InterruptedException {
    try {
      assertThat(process.waitFor(EXIT_LIMIT.toSeconds(), TimeUnit.SECONDS))
          .as("it has ended")
          .isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  private static Map<String, List<Long>> versions(Path output, String what) throws IOException {
    return Files.readAllLines(output).stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words[0].equals(what))
        .collect(
            Collectors.groupingBy(
                words -> words[1],
                Collectors.mapping(words -> Long.parseLong(words[2]), Collectors.toList())));
  }

  private Map<String, List<Long>> published() {
    return topics.committed(JournalTopics.WIDGETS).stream()
        .collect(
            Collectors.groupingBy(
                ConsumerRecord::key,
                Collectors.mapping(CrashPointIT::version, Collectors.toList())));
  }

  private static long version(ConsumerRecord<String, byte[]> state) {
    byte[] version = state.headers().lastHeader(StateRecord.VERSION_HEADER).value();
    return Long.parseLong(new String(version, StandardCharsets.UTF_8));
  }
}
