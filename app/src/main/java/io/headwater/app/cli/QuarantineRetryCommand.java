package io.headwater.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater quarantine retry}: asks for retries, and tells what came of them. */
@Command(
    name = "retry",
    mixinStandardHelpOptions = true,
    description = {
      "Tries records again: by id, or those of a source, stage or cause, or --all.",
      "A retry never overwrites a newer state: a record whose row has changed since is superseded."
    })
final class QuarantineRetryCommand implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(250);
  private static final Set<String> SETTLED =
      Set.of("applied", "superseded", "published", "dropped");
  private static final Set<String> UNDER_WAY = Set.of("retry-requested", "retrying");

  private final Terminal terminal;

  @Mixin private QuarantineOptions options = new QuarantineOptions();
  @Mixin private QuarantineOptions.Filter filter = new QuarantineOptions.Filter();

  @Option(names = "--all", description = "All records that can be tried.")
  private boolean all;

  @Option(
      names = "--wait",
      description = "Waits for what comes of records that are given by id; 1 when any stays.")
  private boolean awaits;

  @Option(
      names = "--seconds",
      paramLabel = "NUMBER",
      defaultValue = "60",
      description = "How long to wait for each; default: ${DEFAULT-VALUE}.")
  private int seconds = 60;

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The ids of records.")
  private List<String> ids = List.of();

  QuarantineRetryCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    boolean isBulk = all || !filter.isEmpty();
    if (ids.isEmpty() != isBulk || (isBulk && awaits)) {
      terminal.progress(
          "give ids, or --source, --stage, --cause or --all; --wait goes with ids only");
      return ExitCode.USAGE;
    }
    return options.with(terminal, filter, client -> isBulk ? retryAll(client) : retry(client));
  }

  private int retryAll(QuarantineClient client) {
    JsonNode answer = client.send("POST", "/retry", filter.query());
    terminal.result(
        options.isJson()
            ? answer.toString()
            : "%s asked, %s skipped"
                .formatted(answer.path("asked").asText(), answer.path("skipped").asText()));
    if (answer.path("more").asBoolean()) {
      terminal.progress("there are more; ask again when these are done");
    }
    return ExitCode.OK;
  }

  private int retry(QuarantineClient client) {
    Map<String, Integer> attempts = new LinkedHashMap<>();
    for (String id : ids) {
      JsonNode asked =
          client.send("POST", "/records/" + QuarantineClient.encode(id) + "/retry", Map.of());
      attempts.put(id, asked.path("attempts").asInt());
      if (!awaits) {
        tell(asked);
      }
    }
    int exit = ExitCode.OK;
    if (awaits) {
      for (Map.Entry<String, Integer> asked : attempts.entrySet()) {
        Optional<JsonNode> outcome = outcome(client, asked.getKey(), asked.getValue());
        if (outcome.isEmpty()) {
          terminal.progress(
              "%s: no outcome within %d s; mend: see whether the source's engine runs (/v1/sources)"
                  .formatted(asked.getKey(), seconds));
          exit = ExitCode.FAILED;
        } else {
          tell(outcome.get());
          if (!SETTLED.contains(outcome.get().path("status").asText())) {
            exit = ExitCode.FAILED;
          }
        }
      }
    }
    return exit;
  }

  private void tell(JsonNode record) {
    if (options.isJson()) {
      terminal.result(record.toString());
      return;
    }
    String note = record.path("retry").asText();
    terminal.result(
        "%s  %s%s%s"
            .formatted(
                record.path("id").asText(),
                record.path("status").asText(),
                note.isEmpty() ? "" : ": " + note,
                record.has("reason") ? "; " + record.path("reason").asText() : ""));
  }

  /** The record when it was settled, or tried once more. */
  private Optional<JsonNode> outcome(QuarantineClient client, String id, int before) {
    long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode record = client.send("GET", "/records/" + QuarantineClient.encode(id), Map.of());
      String status = record.path("status").asText();
      if (SETTLED.contains(status)
          || (!UNDER_WAY.contains(status) && record.path("attempts").asInt() > before)) {
        return Optional.of(record);
      }
      // HTTP tells the outcome only when it is asked, so it is asked again after a while.
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      if (Thread.currentThread().isInterrupted()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }
}
