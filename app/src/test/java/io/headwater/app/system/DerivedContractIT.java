package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.RepositoryFiles;
import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.SchemaCommand;
import io.headwater.app.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A mapping that names no contract gets one; the command shows it before and after. */
class DerivedContractIT {

  private static final int WIDGETS = 20;
  private static final String SCHEMA = "/v1/resources/widget/schema";
  private static final AtomicInteger FOLDERS = new AtomicInteger();

  @TempDir static Path folder;
  private static RunningPipeline pipeline;

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline =
        RunningPipeline.startPrepared(
            folder.resolve("running"), WIDGETS, DerivedContractIT::withoutSchema);
  }

  @AfterAll
  static void stop() {
    pipeline.close();
  }

  private static void withoutSchema(DemoServers servers, Configuration configuration)
      throws SQLException, IOException {
    servers.transaction("comment on column widgets.name is 'Größe inbegriffen'");
    configuration.change("resources/widget.conf", "schema = \"widget.schema.json\"", "");
    Files.delete(configuration.folder().resolve("resources/widget.schema.json"));
  }

  /** What the command did. */
  private record Run(int exit, String output, String progress) {}

  @Test
  void theDerivedContractIsServedAndPrintedAlike() {
    HttpResponse<String> served = pipeline.http().get(SCHEMA);

    Run derived = derive(pipeline.configuration());

    assertThat(served.statusCode()).isEqualTo(200);
    assertThat(served.headers().firstValue("content-type")).contains("application/schema+json");
    assertThat(derived.progress()).isEmpty();
    assertThat(derived.exit()).isEqualTo(ExitCode.OK);
    assertThat(derived.output()).isEqualTo(served.body()).endsWith("}\n");
    JsonNode schema = TopicLog.parse(served.body());
    assertThat(schema.path("version").asText()).isEqualTo("0.0.0");
    assertThat(schema.at("/properties/id/type").asText()).isEqualTo("integer");
    assertThat(schema.at("/properties/name/description").asText()).isEqualTo("Größe inbegriffen");
    assertThat(schema.at("/properties/dimensions/type")).hasToString("[\"object\",\"null\"]");
    assertThat(schema.at("/properties/colors/items/type")).hasToString("[\"string\",\"null\"]");
  }

  @Test
  void itHasExactlyTheMembersOfTheDocuments() {
    JsonNode document = pipeline.http().widget(1).path("resource");
    JsonNode schema = TopicLog.parse(pipeline.http().get(SCHEMA).body());

    List<String> members = new ArrayList<>();
    document.fieldNames().forEachRemaining(members::add);
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(name -> required.add(name.asText()));
    List<String> properties = new ArrayList<>();
    schema.path("properties").fieldNames().forEachRemaining(properties::add);

    assertThat(properties).isEqualTo(members);
    assertThat(required).isEqualTo(members);
    assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
  }

  @Test
  void theExampleOfTheMappingLanguageIsDerivedAsItSays() throws IOException {
    String reference = Files.readString(RepositoryFiles.of("docs/mapping.md"));
    String section = reference.split("\n## The contract\n", -1)[1].split("\n## ", -1)[0];
    Configuration configuration = configuration();
    configuration.replace("resources/widget.conf", block(section, "hocon", 1));

    Run derived = derive(configuration);

    assertThat(derived.progress()).isEmpty();
    assertThat(derived.output()).isEqualTo(block(section, "json", 2));
  }

  private static String block(String section, String language, int number) {
    return section.split("```" + language + "\n", -1)[number].split("```", -1)[0];
  }

  @Test
  void aContractThatTheMappingNamesIsNotLookedAt() throws IOException {
    Configuration configuration = configuration();
    configuration.replace("resources/widget.schema.json", "");

    Run derived = derive(configuration, "--strict");

    assertThat(derived.progress()).isEmpty();
    assertThat(derived.exit()).isEqualTo(ExitCode.OK);
    JsonNode schema = TopicLog.parse(derived.output());
    assertThat(schema.at("/properties/quantity/type").asText()).isEqualTo("integer");
    assertThat(schema.at("/properties/quantity/maximum").asLong()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void oneOfSeveralResourcesMustBeNamed() throws IOException {
    Configuration configuration = configuration();
    configuration.replace(
        "resources/color.conf",
        """
        resource color {
          source = shop
          root { table = public.widget_colors, key = [id], fields = [color] }
        }
        """);

    Run none = derive(configuration);
    Run wrong = derive(configuration, "--resource", "colour");
    Run right = derive(configuration, "--resource", "color");

    assertThat(none.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(none.progress())
        .contains("--resource is needed, as there are several: color, widget");
    assertThat(wrong.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(wrong.progress())
        .contains("there is no resource 'colour'; use one of color, widget");
    assertThat(wrong.output()).isEmpty();
    assertThat(right.exit()).isEqualTo(ExitCode.OK);
    assertThat(TopicLog.parse(right.output()).path("title").asText()).isEqualTo("color");
  }

  @Test
  void everyProblemIsTold() throws IOException {
    Configuration configuration = configuration();
    configuration.change("resources/widget.conf", "value = color", "value = colour");
    configuration.change("application.conf", "produce.partitions", "produce.partitons");

    Run derived = derive(configuration);

    assertThat(derived.exit()).isEqualTo(ExitCode.SETTINGS);
    assertThat(derived.output()).isEmpty();
    assertThat(derived.progress())
        .contains("did you mean 'partitions'")
        .contains("table public.widget_colors has no column 'colour'")
        .contains("2 problems; nothing was derived");
  }

  @Test
  void theGroupSaysWhatItHas() {
    Run run = run();

    assertThat(run.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run.progress()).contains("say what to do: derive", "Commands:");
  }

  /** The demo's own configuration, contract included. */
  private static Configuration configuration() throws IOException {
    return Configuration.write(
        folder.resolve("config-" + FOLDERS.incrementAndGet()), pipeline.servers());
  }

  private static Run derive(Configuration configuration, String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("derive", "--config", configuration.application().toString()));
    arguments.addAll(List.of(options));
    return run(arguments.toArray(String[]::new));
  }

  /** On a terminal that knows plain characters only, as that of a service. */
  private static Run run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StringWriter usage = new StringWriter();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.US_ASCII),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    CommandLine command = SchemaCommand.on(terminal);
    command.setErr(new PrintWriter(usage, true));
    int exit = command.execute(arguments);
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8) + usage);
  }
}
