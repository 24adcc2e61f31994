package io.headwater.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RevealCommandTest {

  /** The key and the tokens of docs/mapping.md. */
  private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

  private static final String PHONE = "rPPi08glemwbfIDZywDdcYUaq-4tV3Dm9A";
  private static final String CARD = "nGgrXn-BcfV0f35qvSx7-ZgxLg-je_QRlSufR5qwAPU";

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir private Path folder;

  private int run(String key, String... tokens) throws IOException {
    Path config =
        Files.writeString(
            folder.resolve("application.conf"), "headwater.mask.key = ${?HEADWATER_MASK_KEY}");
    Terminal terminal =
        new Terminal(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    CommandLine command =
        new CommandLine(new RevealCommand(terminal, Map.of("HEADWATER_MASK_KEY", key)));
    List<String> arguments = new ArrayList<>(List.of("--config", config.toString(), "--"));
    arguments.addAll(List.of(tokens));
    return command.execute(arguments.toArray(String[]::new));
  }

  @Test
  void printsTheValues() throws IOException {
    assertThat(run(KEY, PHONE, CARD)).isEqualTo(ExitCode.OK);
    assertThat(out.toString(UTF_8).lines()).containsExactly("\"0100 77\"", "4929123412341234");
    assertThat(err.toString(UTF_8)).isEmpty();
  }

  @Test
  void saysWhichTokensAreNone() throws IOException {
    assertThat(run(KEY, CARD, "-none")).isEqualTo(ExitCode.FAILED);
    assertThat(out.toString(UTF_8).lines()).containsExactly("4929123412341234");
    assertThat(err.toString(UTF_8)).startsWith("-none: not a token of this key; mend: ");
  }

  @Test
  void needsAKey() throws IOException {
    assertThat(run("", CARD)).isEqualTo(ExitCode.SETTINGS);
    assertThat(err.toString(UTF_8)).contains("headwater.mask.key is not set");
  }

  @Test
  void doesNotQuoteAWrongKey() throws IOException {
    assertThat(run("c2hvcnQ=", CARD)).isEqualTo(ExitCode.SETTINGS);
    assertThat(err.toString(UTF_8)).contains("at least 32 bytes").doesNotContain("c2hvcnQ=");
  }
}
