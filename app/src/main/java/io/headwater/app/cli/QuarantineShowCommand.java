package io.headwater.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code headwater quarantine show}: one record, with its payload. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows a record: why it was refused, where it is from, and its payload.")
final class QuarantineShowCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private QuarantineOptions options = new QuarantineOptions();

  @Parameters(paramLabel = "ID", description = "The record's id.")
  private String id = "";

  QuarantineShowCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    return options.with(terminal, new QuarantineOptions.Filter(), this::show);
  }

  private int show(QuarantineClient client) {
    JsonNode record = client.send("GET", "/records/" + QuarantineClient.encode(id), Map.of());
    if (options.isJson()) {
      terminal.result(record.toString());
      return ExitCode.OK;
    }
    record
        .properties()
        .forEach(
            member ->
                terminal.result(
                    "%-12s %s"
                        .formatted(
                            member.getKey(),
                            member.getValue().isValueNode()
                                ? member.getValue().asText()
                                : member.getValue().toString())));
    return ExitCode.OK;
  }
}
