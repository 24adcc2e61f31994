package io.headwater.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headwater quarantine drop}: gives records up for good. */
@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = "Removes records for good: by id, or those of a source, stage or cause.")
final class QuarantineDropCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private QuarantineOptions options = new QuarantineOptions();
  @Mixin private QuarantineOptions.Filter filter = new QuarantineOptions.Filter();

  @Parameters(arity = "0..*", paramLabel = "ID", description = "The ids of records.")
  private List<String> ids = List.of();

  QuarantineDropCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (ids.isEmpty() == filter.isEmpty()) {
      terminal.progress("give ids, or --source, --stage or --cause");
      return ExitCode.USAGE;
    }
    return options.with(terminal, filter, client -> ids.isEmpty() ? dropAll(client) : drop(client));
  }

  private int drop(QuarantineClient client) {
    for (String id : ids) {
      JsonNode answer = client.send("DELETE", "/records/" + QuarantineClient.encode(id), Map.of());
      terminal.result(options.isJson() ? answer.toString() : id + "  dropped");
    }
    return ExitCode.OK;
  }

  private int dropAll(QuarantineClient client) {
    JsonNode answer = client.send("DELETE", "/records", filter.query());
    terminal.result(
        options.isJson() ? answer.toString() : answer.path("dropped").asText() + " dropped");
    if (answer.path("more").asBoolean()) {
      terminal.progress("there are more; drop again");
    }
    return ExitCode.OK;
  }
}
