package io.headwater.app.cli;

import io.headwater.core.quarantine.RefusalCause;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** Where the process is, and how results are written; options of every quarantine command. */
final class QuarantineOptions {

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where HTTP is served; default: ${DEFAULT-VALUE}.",
      defaultValue = "http://127.0.0.1:8080")
  private URI url = URI.create("http://127.0.0.1:8080");

  @Option(names = "--json", description = "Writes the server's JSON, for machines.")
  private boolean json;

  /** Which records are meant. */
  static final class Filter {

    @Option(names = "--source", paramLabel = "NAME", description = "Only of this source.")
    private Optional<String> source = Optional.empty();

    @Option(names = "--stage", paramLabel = "NAME", description = "Only of this stage.")
    private Optional<String> stage = Optional.empty();

    @Option(names = "--cause", paramLabel = "CAUSE", description = "Only of this cause.")
    private Optional<String> cause = Optional.empty();

    @Option(names = "--limit", paramLabel = "NUMBER", description = "The most records, up to 1000.")
    private Optional<Integer> limit = Optional.empty();

    Map<String, String> query() {
      Map<String, String> query = new LinkedHashMap<>();
      source.ifPresent(name -> query.put("source", name));
      stage.ifPresent(name -> query.put("stage", name));
      cause.ifPresent(name -> query.put("cause", name));
      limit.ifPresent(number -> query.put("limit", number.toString()));
      return query;
    }

    boolean isEmpty() {
      return source.isEmpty() && stage.isEmpty() && cause.isEmpty();
    }

    /** The cause, when there is none of that name. */
    Optional<String> unknownCause() {
      return cause.filter(
          name -> Arrays.stream(RefusalCause.values()).noneMatch(one -> one.key().equals(name)));
    }
  }

  boolean isJson() {
    return json;
  }

  /** Does something with the server; a problem that it answers goes to the terminal. */
  int with(Terminal terminal, Filter filter, Function<QuarantineClient, Integer> action) {
    if (filter.unknownCause().isPresent()) {
      terminal.progress(
          "there is no cause '%s'; mend: take one that 'headwater quarantine list' shows"
              .formatted(filter.unknownCause().get()));
      return ExitCode.USAGE;
    }
    try (QuarantineClient client = new QuarantineClient(url)) {
      return action.apply(client);
    } catch (QuarantineClient.RefusedException e) {
      terminal.progress(String.valueOf(e.getMessage()));
      return ExitCode.FAILED;
    }
  }
}
