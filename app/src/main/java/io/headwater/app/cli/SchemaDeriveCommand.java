package io.headwater.app.cli;

import io.headwater.app.settings.SettingsException;
import io.headwater.app.wiring.NodePlanner;
import io.headwater.core.json.Bytes;
import io.headwater.core.resource.ResourceType;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater schema derive}: a resource's contract from its mapping and its tables. */
@Command(
    name = "derive",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the contract that follows from a resource's mapping and the source's tables: the one",
      "that 'run' serves when the mapping names none. A contract that it names is not looked at."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater schema derive --config config/application.conf",
      "  headwater schema derive --config config/application.conf --resource widget --strict"
    })
public final class SchemaDeriveCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The application.conf whose resources and sources are read.")
  private Path config = Path.of("config/application.conf");

  @Option(
      names = "--resource",
      paramLabel = "TYPE",
      description = "The resource; needed when there are several.")
  private Optional<String> resource = Optional.empty();

  @Option(
      names = "--strict",
      description = {
        "Adds what the tables declare now: which values are never null, lengths, ranges and labels.",
        "A contract to edit and to keep in a file: it may not fit any more when a table is changed."
      })
  private boolean strict;

  /** The command on a terminal. */
  public SchemaDeriveCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    SequencedMap<ResourceType, Bytes> contracts;
    try {
      contracts = NodePlanner.derive(config, System.getenv(), strict);
    } catch (SettingsException e) {
      e.problems().forEach(problem -> terminal.progress(problem.toString()));
      terminal.progress("%d problems; nothing was derived".formatted(e.problems().size()));
      return ExitCode.SETTINGS;
    }
    terminal.result(chosen(contracts));
    return ExitCode.OK;
  }

  private Bytes chosen(SequencedMap<ResourceType, Bytes> contracts) {
    if (resource.isEmpty() && contracts.size() == 1) {
      return contracts.firstEntry().getValue();
    }
    return contracts.entrySet().stream()
        .filter(contract -> resource.equals(Optional.of(contract.getKey().name())))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(() -> new ParameterException(spec.commandLine(), choice(contracts)));
  }

  private String choice(SequencedMap<ResourceType, Bytes> contracts) {
    String names =
        contracts.keySet().stream().map(ResourceType::name).collect(Collectors.joining(", "));
    return resource
        .map(name -> "--resource: there is no resource '%s'; use one of %s".formatted(name, names))
        .orElseGet(() -> "--resource is needed, as there are several: " + names);
  }
}
