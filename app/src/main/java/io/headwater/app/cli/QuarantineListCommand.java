package io.headwater.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code headwater quarantine list}: groups by cause, or single records. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists what was refused: by cause, or record by record with --records.")
final class QuarantineListCommand implements Callable<Integer> {

  private static final String GROUP = "%9s  %-12s %-10s %-22s %-24s %-24s %s";

  private final Terminal terminal;

  @Mixin private QuarantineOptions options = new QuarantineOptions();
  @Mixin private QuarantineOptions.Filter filter = new QuarantineOptions.Filter();

  @Option(names = "--records", description = "Lists single records.")
  private boolean records;

  @Option(names = "--after", paramLabel = "PLACE", description = "Goes on behind this place.")
  private String after = "";

  QuarantineListCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return options.with(
        terminal, filter, client -> records ? listRecords(client) : listGroups(client));
  }

  private int listGroups(QuarantineClient client) {
    JsonNode answer = client.send("GET", "", Map.of());
    if (options.isJson()) {
      terminal.result(answer.toString());
      return ExitCode.OK;
    }
    if (answer.path("groups").isEmpty()) {
      terminal.progress("the quarantine is empty");
      return ExitCode.OK;
    }
    terminal.result(
        GROUP.formatted("count", "source", "stage", "cause", "first", "last", "example"));
    Map<String, String> wanted = filter.query();
    for (JsonNode group : answer.path("groups")) {
      boolean fits =
          wanted.entrySet().stream()
              .filter(entry -> !entry.getKey().equals("limit"))
              .allMatch(entry -> group.path(entry.getKey()).asText().equals(entry.getValue()));
      if (fits) {
        terminal.result(
            GROUP.formatted(
                group.path("count").asText(),
                group.path("source").asText(),
                group.path("stage").asText(),
                group.path("cause").asText(),
                group.path("first").asText("-"),
                group.path("last").asText("-"),
                group.path("example").asText("-")));
      }
    }
    if (!answer.path("complete").asBoolean()) {
      terminal.progress("there are more records than can be listed; the counts are right");
    }
    return ExitCode.OK;
  }

  private int listRecords(QuarantineClient client) {
    Map<String, String> query = filter.query();
    if (!after.isEmpty()) {
      query.put("after", after);
    }
    JsonNode answer = client.send("GET", "/records", query);
    if (options.isJson()) {
      terminal.result(answer.toString());
      return ExitCode.OK;
    }
    for (JsonNode item : answer.path("items")) {
      terminal.result(
          "%s  %s  %s/%s  %s  %s  %s"
              .formatted(
                  item.path("id").asText(),
                  item.path("status").asText(),
                  item.path("source").asText(),
                  item.path("stage").asText(),
                  item.path("cause").asText(),
                  item.path("subject").asText(),
                  item.path("reason").asText()));
    }
    if (answer.has("next")) {
      terminal.progress("more: --after " + answer.path("next").asText());
    } else if (answer.path("items").isEmpty()) {
      terminal.progress("no record");
    }
    return ExitCode.OK;
  }
}
