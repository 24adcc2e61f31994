package io.headwater.app.cli;

import io.headwater.app.settings.SettingsException;
import io.headwater.app.wiring.HeadwaterNode;
import io.headwater.app.wiring.NodePlan;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.app.wiring.StartException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code headwater run}: the stages against the user's own database and Kafka. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = "Runs Headwater against your own database and Kafka.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater run --config config/application.conf",
      "  HEADWATER_KAFKA=kafka:9092 headwater run --config config/application.conf"
    })
public final class RunCommand implements Callable<Integer> {

  private static final Duration WATCH_EVERY = Duration.ofMillis(500);

  private final Terminal terminal;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The application.conf to run.")
  private Path config = Path.of("config/application.conf");

  /** The command on a terminal. */
  public RunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws InterruptedException {
    NodePlan plan;
    try {
      plan = NodePlanner.plan(config, System.getenv(), terminal::progress);
    } catch (SettingsException e) {
      e.problems().forEach(problem -> terminal.progress(problem.toString()));
      terminal.progress("%d problems; nothing was started".formatted(e.problems().size()));
      return ExitCode.SETTINGS;
    }
    HeadwaterNode node;
    try {
      node = HeadwaterNode.start(plan, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    } catch (StartException e) {
      terminal.progress(String.valueOf(e.getMessage()));
      return ExitCode.UNREACHABLE;
    }
    terminal.result("serving " + node.uri());
    try (StopSignal signal = StopSignal.onTermination(node::stop)) {
      while (!signal.await(WATCH_EVERY)) {
        if (node.failure().isPresent()) {
          terminal.progress(node.failure().get());
          return ExitCode.FAILED;
        }
      }
    }
    return ExitCode.OK;
  }
}
