package io.headwater.app.cli;

import io.headwater.client.bootstrap.ProviderAddress;
import io.headwater.client.consumer.ConsumerHealth;
import io.headwater.client.consumer.HeadwaterConsumer;
import io.headwater.client.consumer.HeadwaterConsumerBuilder;
import io.headwater.client.consumer.TargetUnavailableException;
import io.headwater.replica.RelationalReplica;
import io.headwater.replica.ReplicaDatabase;
import io.headwater.replica.ReplicaSettings;
import io.headwater.replica.ReplicaSetupException;
import io.headwater.replica.ReplicaTable;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater replica}: a resource type as a table of the user's own database. */
@Command(
    name = "replica",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps a table in PostgreSQL equal to a resource type's states, until it is stopped.",
      "The user and the password are those of PGUSER and PGPASSWORD, or of the address."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater replica --to jdbc:postgresql://db/reports --type widget --from http://hw:8080",
      "  headwater replica --to jdbc:postgresql://db/reports --type widget --columns --once"
    })
public final class ReplicaCommand implements Callable<Integer> {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);
  private static final Duration TELL_EVERY = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "URL",
      description = "The database, as jdbc:postgresql://host:port/database.")
  private String to = "";

  @Option(
      names = "--type",
      required = true,
      paramLabel = "TYPE",
      description = "The resource type.")
  private String type = "";

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "Where Headwater serves HTTP; may be repeated. Default: ${DEFAULT-VALUE}.",
      defaultValue = "http://127.0.0.1:8080")
  private List<URI> from = List.of();

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Follows the state topic there; without it, HTTP is followed.")
  private Optional<String> kafka = Optional.empty();

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description = "The table, also as schema.table; default: the type's name.")
  private Optional<String> table = Optional.empty();

  @Option(names = "--columns", description = "A column for each member of the contract.")
  private boolean columns;

  @Option(
      names = "--consumer",
      paramLabel = "NAME",
      description = "The name under which the position is kept; default: the table's name.")
  private Optional<String> consumer = Optional.empty();

  @Option(names = "--once", description = "Ends with 0 as soon as the table is up to date.")
  private boolean once;

  @Option(names = "--json", description = "Writes its health as JSON to the output, one a line.")
  private boolean json;

  /**
   * The command on a terminal.
   *
   * @param environment has user and password
   */
  public ReplicaCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() throws InterruptedException {
    RelationalReplica replica = replica();
    Optional<String> refusal = ContractClient.refusal(from, type);
    if (refusal.isPresent()) {
      throw new ParameterException(spec.commandLine(), refusal.get());
    }
    try (StopSignal waiting = StopSignal.onTermination(() -> {})) {
      Optional<Integer> refused = prepare(replica, waiting);
      if (refused.isPresent()) {
        return refused.get();
      }
    }
    HeadwaterConsumer running = start(replica);
    try (StopSignal signal = StopSignal.onTermination(running::close)) {
      return watch(running, signal);
    }
  }

  private RelationalReplica replica() {
    try {
      // Before anything is made in the database.
      from.forEach(ProviderAddress::new);
      followed(HeadwaterConsumer.of(type));
      ReplicaDatabase database =
          new ReplicaDatabase(
              to,
              Optional.ofNullable(environment.get("PGUSER")),
              Optional.ofNullable(environment.get("PGPASSWORD")));
      ReplicaTable named = ReplicaTable.parse(table.orElse(type));
      ReplicaSettings settings =
          new ReplicaSettings(database, named, consumer.orElse(named.toString()));
      return columns
          ? RelationalReplica.ofColumns(settings, ContractClient.fetch(from, type))
          : RelationalReplica.ofDocuments(settings);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
    }
  }

  /** Makes the tables; an exit code when that is impossible. Another process is waited for. */
  private Optional<Integer> prepare(RelationalReplica replica, StopSignal signal)
      throws InterruptedException {
    String told = "";
    while (true) {
      try {
        replica.prepare();
        return Optional.empty();
      } catch (TargetUnavailableException e) {
        String problem = String.valueOf(e.getMessage());
        if (!problem.equals(told)) {
          terminal.progress(problem);
          told = problem;
        }
        if (!RelationalReplica.isHeldByAnother(e)) {
          return Optional.of(ExitCode.UNREACHABLE);
        }
      } catch (SQLException e) {
        terminal.progress(
            "the database refuses: "
                + e.getMessage()
                + "; mend: check --to, PGUSER and PGPASSWORD");
        return Optional.of(ExitCode.UNREACHABLE);
      } catch (ReplicaSetupException e) {
        terminal.progress(String.valueOf(e.getMessage()));
        return Optional.of(ExitCode.SETTINGS);
      }
      if (signal.await(LOOK_EVERY)) {
        return Optional.of(ExitCode.OK);
      }
    }
  }

  private HeadwaterConsumer start(RelationalReplica replica) {
    HeadwaterConsumerBuilder builder =
        HeadwaterConsumer.of(type).bootstrapFrom(from.toArray(URI[]::new));
    return followed(builder).into(replica).start();
  }

  private HeadwaterConsumerBuilder followed(HeadwaterConsumerBuilder builder) {
    return kafka
        .map(servers -> builder.followKafka(Map.of("bootstrap.servers", servers)))
        .orElseGet(builder::followHttp);
  }

  private int watch(HeadwaterConsumer running, StopSignal signal) throws InterruptedException {
    String told = "";
    long toldAt = System.nanoTime();
    while (!signal.await(LOOK_EVERY)) {
      ConsumerHealth health = running.health();
      boolean done = once && health.upToDate();
      String essence = health.phase() + " " + health.upToDate() + " " + health.problem();
      if (done || !essence.equals(told) || System.nanoTime() - toldAt > TELL_EVERY.toNanos()) {
        tell(health);
        told = essence;
        toldAt = System.nanoTime();
      }
      if (done) {
        return ExitCode.OK;
      }
      if (health.phase() == ConsumerHealth.Phase.FAILED) {
        return ExitCode.FAILED;
      }
    }
    return ExitCode.OK;
  }

  private void tell(ConsumerHealth health) {
    if (json) {
      terminal.result(ReplicaReport.json(health));
    } else {
      terminal.progress(ReplicaReport.text(health));
    }
  }
}
