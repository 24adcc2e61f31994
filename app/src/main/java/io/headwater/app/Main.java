package io.headwater.app;

import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.QuarantineCommand;
import io.headwater.app.cli.ReplicaCommand;
import io.headwater.app.cli.RevealCommand;
import io.headwater.app.cli.RunCommand;
import io.headwater.app.cli.SchemaCommand;
import io.headwater.app.cli.Terminal;
import io.headwater.app.dev.DevCommand;
import io.headwater.app.wiring.Reasons;
import io.headwater.app.wiring.StartException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The launcher's entry point. */
@Command(
    name = "headwater",
    mixinStandardHelpOptions = true,
    version = "headwater 0.1.0-SNAPSHOT",
    description = "Turns change data capture into full-state resource streams.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater dev                                    everything embedded, with demo data",
      "  headwater dev --verify --seconds 20              and a proof that it is right",
      "  headwater run --config config/application.conf   your own database and Kafka",
      "  headwater replica --to jdbc:postgresql://db/copy --type widget   a table that follows",
      "  headwater quarantine list                        what was refused, and why",
      "  headwater schema derive --config config/application.conf   a resource's contract"
    })
public final class Main implements Runnable {

  private static final String LOGBACK = "logback.configurationFile";

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command line and ends the process with its exit code. */
  public static void main(String[] args) {
    if (args.length > 0 && args[0].equals("dev") && System.getProperty(LOGBACK) == null) {
      // Before the first logger: the demo's terminal is for its progress, logs go to a file.
      System.setProperty(LOGBACK, "logback-dev.xml");
    }
    Terminal terminal = Terminal.system();
    int exit =
        new CommandLine(new Main())
            .addSubcommand(new DevCommand(terminal))
            .addSubcommand(new RunCommand(terminal))
            .addSubcommand(new ReplicaCommand(terminal, System.getenv()))
            .addSubcommand(new RevealCommand(terminal, System.getenv()))
            .addSubcommand(SchemaCommand.on(terminal))
            .addSubcommand(QuarantineCommand.on(terminal))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> {
                  if (failure instanceof StartException) {
                    terminal.progress(String.valueOf(failure.getMessage()));
                    return ExitCode.UNREACHABLE;
                  }
                  terminal.progress("failed: " + Reasons.of(failure));
                  failure.printStackTrace(terminal.err());
                  return ExitCode.FAILED;
                })
            .execute(args);
    System.exit(exit);
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: dev, run, replica, quarantine, schema or reveal");
  }
}
