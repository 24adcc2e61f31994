package io.headwater.app.dev;

import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater dev}: a real PostgreSQL and a real Kafka in this process, and all stages. */
@Command(
    name = "dev",
    mixinStandardHelpOptions = true,
    description = {
      "Starts everything in one process: a real PostgreSQL, a real Kafka broker, the demo schema",
      "'shop', all stages, and gentle traffic. Data is kept; the next start goes on from it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater dev",
      "  headwater dev --reset",
      "  headwater dev --verify --seconds 20",
      "  headwater dev --verify --rate 1000 --json"
    })
public final class DevCommand implements Callable<Integer> {

  private static final double GENTLE_RATE = 2;
  private static final double BRISK_RATE = 500;
  private static final int MAX_RATE = 100_000;
  private static final int MIN_WIDGETS = 10;

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = ".headwater",
      description = "Where all data is kept (default: ${DEFAULT-VALUE}).")
  private Path directory = Path.of(".headwater");

  @Option(names = "--reset", description = "Removes the kept data first.")
  private boolean reset;

  @Option(
      names = "--verify",
      description = {
        "Runs brisk traffic and compares every state published meanwhile with the database's at the",
        "end of its transaction; then every widget in the HTTP bootstrap, the state topic, its actor",
        "and the database; exit code 1 when any differs."
      })
  private boolean verify;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long the verification's traffic lasts (default: ${DEFAULT-VALUE}).")
  private int seconds = 10;

  @Option(
      names = "--rate",
      paramLabel = "TX",
      description = "Source transactions per second (default: 2, with --verify 500).")
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of demo data and traffic (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--widgets",
      paramLabel = "N",
      defaultValue = "50000",
      description = "Size of the demo data when it is created (default: ${DEFAULT-VALUE}).")
  private int widgets = 50_000;

  @Option(names = "--json", description = "Prints the verification's result as JSON.")
  private boolean json;

  /** The command on a terminal. */
  public DevCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws Exception {
    double wanted = rate.orElse(verify ? BRISK_RATE : GENTLE_RATE);
    if (wanted <= 0 || wanted > MAX_RATE || seconds < 1 || widgets < MIN_WIDGETS) {
      throw new ParameterException(
          spec.commandLine(),
          "--rate must be above 0 and at most %,d, --seconds at least 1, --widgets at least %d"
              .formatted(MAX_RATE, MIN_WIDGETS));
    }
    if (verify
        && Verification.transactions(wanted, Duration.ofSeconds(seconds))
            > Verification.MAX_TRANSACTIONS) {
      throw new ParameterException(
          spec.commandLine(),
          "--rate times --seconds, with %d s of warm-up, must be at most %,d transactions"
              .formatted(Verification.WARM_UP.toSeconds(), Verification.MAX_TRANSACTIONS));
    }
    DevSettings settings =
        new DevSettings(
            directory.toAbsolutePath().normalize(),
            reset,
            verify,
            Duration.ofSeconds(seconds),
            wanted,
            seed,
            widgets,
            json);
    return new DevSession(settings, terminal).run() ? ExitCode.OK : ExitCode.FAILED;
  }
}
