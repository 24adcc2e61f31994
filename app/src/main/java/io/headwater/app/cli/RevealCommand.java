package io.headwater.app.cli;

import io.headwater.app.settings.HeadwaterSettings;
import io.headwater.app.settings.SettingsException;
import io.headwater.capture.normalize.MaskKey;
import io.headwater.capture.normalize.Tokens;
import io.headwater.core.json.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code headwater reveal}: the values of tokens, as JSON, one a line. */
@Command(
    name = "reveal",
    mixinStandardHelpOptions = true,
    description = "Prints the values of tokens that a mapping's mask made, as JSON, one a line.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  headwater reveal --config config/application.conf -- rPPi08glemwbfIDZywDdcYUaq-4tV3Dm9A"
    })
public final class RevealCommand implements Callable<Integer> {

  private final Terminal terminal;
  private final Map<String, String> environment;

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The application.conf with the key.")
  private Path config = Path.of("config/application.conf");

  @Parameters(
      arity = "1..*",
      paramLabel = "TOKEN",
      description = "A token; write -- before the first, as one may begin with a dash.")
  private List<String> tokens = List.of();

  /**
   * The command on a terminal.
   *
   * @param environment what the configuration may refer to
   */
  public RevealCommand(Terminal terminal, Map<String, String> environment) {
    this.terminal = terminal;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Optional<MaskKey> key;
    try {
      key = HeadwaterSettings.load(config, environment).require().masks().key();
    } catch (SettingsException e) {
      e.problems().forEach(problem -> terminal.progress(problem.toString()));
      return ExitCode.SETTINGS;
    }
    if (key.isEmpty()) {
      terminal.progress(
          "%s: headwater.mask.key is not set; mend: set it to the key that the tokens were made with"
              .formatted(config));
      return ExitCode.SETTINGS;
    }
    return reveal(new Tokens(key.get()));
  }

  private int reveal(Tokens cipher) {
    int exit = ExitCode.OK;
    for (String token : tokens) {
      Optional<Value> value = cipher.reveal(token);
      if (value.isPresent()) {
        terminal.result(value.get().toJson());
      } else {
        terminal.progress(
            token + ": not a token of this key; mend: use the key that it was made with");
        exit = ExitCode.FAILED;
      }
    }
    return exit;
  }
}
