package io.headwater.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater quarantine}: what was refused, and what is to be done about it. */
@Command(
    name = "quarantine",
    mixinStandardHelpOptions = true,
    description = "Lists, shows, retries and drops what a running Headwater has refused.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater quarantine list                     what was refused, by cause",
      "  headwater quarantine list --source shop --records",
      "  headwater quarantine show 3f0c…               one record with its payload",
      "  headwater quarantine retry --wait 3f0c…       try it again, and tell what came of it",
      "  headwater quarantine retry --cause contract-violated",
      "  headwater quarantine drop 3f0c…               give it up for good"
    })
public final class QuarantineCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private QuarantineCommand() {}

  /** The command with its own commands. */
  public static CommandLine on(Terminal terminal) {
    return new CommandLine(new QuarantineCommand())
        .addSubcommand(new QuarantineListCommand(terminal))
        .addSubcommand(new QuarantineShowCommand(terminal))
        .addSubcommand(new QuarantineRetryCommand(terminal))
        .addSubcommand(new QuarantineDropCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: list, show, retry or drop");
  }
}
