package io.headwater.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.client.consumer.ConsumerHealth;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ReplicaCommandTest {

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    Terminal terminal =
        new Terminal(new PrintStream(err, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new CommandLine(new ReplicaCommand(terminal, Map.of("PGPASSWORD", "hidden")))
        .setErr(new PrintWriter(err, true, UTF_8))
        .execute(arguments);
  }

  @Test
  void refusesAnAddressWithoutPrintingItsPassword() {
    assertThat(run("--type", "widget", "--to", "jdbc:postgresql://me:hidden@db/copy"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("--type", "widget", "--to", "jdbc:mysql://db/copy?password=hidden"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("mend: write it as jdbc:postgresql://");
    assertThat(err.toString(UTF_8)).doesNotContain("hidden");
  }

  @Test
  void refusesParametersWithoutTheirQuestionMark() {
    assertThat(
            run("--type=widget", "--to=jdbc:postgresql://127.0.0.1:1/copy&user=me&password=hidden"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(err.toString(UTF_8)).contains("?user=").doesNotContain("hidden");
  }

  @Test
  void refusesAnAddressOfNoProviderBeforeTheDatabaseIsTouched() {
    for (String from : List.of("localhost:8080", "http://me:hidden@db", "/")) {
      assertThat(run("--type=widget", "--to=jdbc:postgresql://127.0.0.1:1/copy", "--from=" + from))
          .isEqualTo(ExitCode.USAGE);
    }
    assertThat(err.toString(UTF_8)).contains("http://127.0.0.1:8080").doesNotContain("hidden");
  }

  @Test
  void saysThatTheDatabaseDoesNotAnswer() {
    assertThat(run("--type", "widget", "--to", "jdbc:postgresql://127.0.0.1:1/copy", "--once"))
        .isEqualTo(ExitCode.UNREACHABLE);
    assertThat(err.toString(UTF_8))
        .contains("jdbc:postgresql://127.0.0.1:1/copy cannot be written now");
  }

  @Test
  void tellsItsHealth() {
    ConsumerHealth health =
        new ConsumerHealth(
            ConsumerHealth.Phase.CIRCUIT_OPEN,
            false,
            OptionalLong.of(1200),
            Set.of(3),
            Optional.of("it is \"down\""),
            5000,
            1,
            "e.0-1");

    assertThat(ReplicaReport.text(health))
        .isEqualTo(
            "circuit open, 5,000 applied, 1,200 behind, paused partitions [3]: it is \"down\"");
    assertThat(ReplicaReport.json(health))
        .isEqualTo(
            "{\"phase\":\"CIRCUIT_OPEN\",\"up_to_date\":false,\"lag\":1200,\"paused_partitions\":[3],\"problem\":\"it is \\\"down\\\"\",\"applied\":5000,\"bootstraps\":1,\"position\":\"e.0-1\"}");
  }
}
