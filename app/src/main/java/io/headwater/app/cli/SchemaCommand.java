package io.headwater.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater schema}: what can be done with the contracts of resources. */
@Command(
    name = "schema",
    mixinStandardHelpOptions = true,
    description = "Works with the contracts of resources, which are JSON Schemas.")
public final class SchemaCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  private SchemaCommand() {}

  /** The command with its own commands. */
  public static CommandLine on(Terminal terminal) {
    return new CommandLine(new SchemaCommand()).addSubcommand(new SchemaDeriveCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do: derive");
  }
}
