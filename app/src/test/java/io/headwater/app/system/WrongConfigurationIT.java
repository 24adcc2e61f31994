package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.RunCommand;
import io.headwater.app.cli.Terminal;
import io.headwater.dev.server.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A wrong configuration is told as a whole, and nothing is started. */
class WrongConfigurationIT {

  private static final int WIDGETS = 10;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir static Path temporary;
  private static DemoServers servers;
  private static int folders;

  private Configuration configuration = new Configuration(Path.of(""));
  private Set<String> before = Set.of();

  @BeforeAll
  static void startServers() throws SQLException {
    servers = DemoServers.start(WIDGETS);
  }

  @AfterAll
  static void stopServers() {
    servers.close();
  }

  @BeforeEach
  void writeConfiguration() throws Exception {
    configuration =
        Configuration.write(temporary.resolve("config-" + folders++).toAbsolutePath(), servers);
    before = traces();
  }

  /** What {@code run} did. */
  private record Run(int exit, String output, String progress) {}

  @Test
  void everyKindOfProblemIsToldInOneGo() throws Exception {
    configuration.change(
        "application.conf", "produce.partitions = 4", "produce.partitons = 4\n  color = red");
    configuration.change(
        "shop.json", "\"topic.prefix\"", "\"snapshot.mod\": \"initial\",\n  \"topic.prefix\"");
    configuration.replace(
        "resources/gadget.conf",
        """
        resource gadget {
          source = shop
          root { table = public.gadgets, key = [id], fields = [id] }
          embed { colors { manny = public.widget_colors, join { widget_id = id }, value = color } }
        }
        """);
    configuration.replace(
        "resources/part.conf",
        """
        resource part {
          source = shop
          schema = "part.schema.json"
          root { table = public.parts, key = [id], fields = [id] }
        }
        """);
    configuration.replace(
        "resources/part.schema.json", "{\"type\": \"object\", \"properties\": {\"id\": {}}}");
    configuration.change(
        "resources/widget.schema.json",
        """
        "The widget's name.",
              "type": "string\"""",
        """
        "The widget's name.",
              "type": "integer\"""");
    configuration.change(
        "resources/widget.conf",
        "fields = [id, name, description, quantity]",
        "fields = [id, name, description, { quantity = qty }]");

    Run run = runInAProcess();

    assertThat(run.exit()).as(run.progress()).isEqualTo(ExitCode.SETTINGS);
    assertThat(run.progress())
        .as("an unknown setting, with its place and what was meant")
        .containsPattern(
            "application\\.conf:\\d+: unknown key 'partitons'.*did you mean 'partitions'")
        .containsPattern("application\\.conf:\\d+: unknown key 'color'")
        .as("a wrong key of the connector")
        .containsPattern("shop\\.json:\\d+: snapshot\\.mod: .*did you mean snapshot\\.mode")
        .as("a wrong key of a mapping")
        .containsPattern("gadget\\.conf:\\d+: unknown key 'manny'.*did you mean 'many'")
        .as("a table that the database lacks")
        .contains("table public.parts does not exist")
        .as("a column that the database lacks")
        .contains("table public.widgets has no column 'qty'")
        .as("a property of another type than its column")
        .containsPattern(
            "widget\\.schema\\.json:\\d+: property 'name' .* is of type integer, but column 'name'")
        .containsPattern("\\d+ problems; nothing was started");
    assertThat(run.output()).isEmpty();
    assertNothingWasStarted();
  }

  @Test
  void aMissingTableAndAMissingColumnAreToldTogether() throws Exception {
    configuration.change("resources/widget.conf", "public.widget_dimensions", "public.no_such");
    configuration.change("resources/widget.conf", "value = color", "value = colour");

    Run run = run();

    assertThat(run.exit()).isEqualTo(ExitCode.SETTINGS);
    assertThat(run.progress())
        .contains("table public.no_such does not exist")
        .contains("table public.widget_colors has no column 'colour'")
        .contains("its columns are id, widget_id, color");
    assertNothingWasStarted();
  }

  @Test
  void aDatabaseThatDoesNotAnswerIsAProblemOfTheConnector() throws Exception {
    configuration.change(
        "shop.json",
        "\"database.port\": \"" + servers.postgres().port() + "\"",
        "\"database.port\": \"" + Ports.free() + "\"");

    Run run = run();

    assertThat(run.exit()).isEqualTo(ExitCode.SETTINGS);
    assertThat(run.progress()).contains("cannot connect", "database.port");
    assertThat(run.progress()).doesNotContain("\tat ");
    assertNothingWasStarted();
  }

  @Test
  void aKafkaThatDoesNotAnswerIsToldInTime() throws Exception {
    int port = Ports.free();
    configuration.change(
        "application.conf", servers.bootstrapServers(), Ports.LOOPBACK + ":" + port);

    Run run = runInAProcess();

    assertThat(run.exit()).as(run.progress()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(run.progress())
        .contains(Ports.LOOPBACK + ":" + port, "headwater.kafka.bootstrap-servers");
    assertThat(run.progress()).doesNotContain("\tat ");
    assertThat(configuration.data()).doesNotExist();
  }

  @Test
  void aPortThatIsTakenIsTold() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(Ports.LOOPBACK))) {
      configuration.change(
          "application.conf", "http.port = 0", "http.port = " + taken.getLocalPort());

      Run run = run();

      assertThat(run.exit()).isEqualTo(ExitCode.UNREACHABLE);
      assertThat(run.progress()).contains("Port " + taken.getLocalPort(), "headwater.http.port");
    }
  }

  @Test
  void runNeedsAConfiguration() throws Exception {
    try (HeadwaterProcess process = HeadwaterProcess.start(temporary.resolve("usage"), "run")) {
      assertThat(process.awaitExit(LIMIT)).isEqualTo(ExitCode.USAGE);
      assertThat(process.progress()).contains("--config");
    }
  }

  private Run run() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    int exit =
        new CommandLine(new RunCommand(terminal))
            .execute("--config", configuration.application().toString());
    return new Run(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  private Run runInAProcess() throws IOException, InterruptedException {
    Path folder = temporary.resolve("process-" + folders++);
    try (HeadwaterProcess process =
        HeadwaterProcess.start(folder, "run", "--config", configuration.application().toString())) {
      int exit = process.awaitExit(LIMIT);
      return new Run(exit, process.output(), process.progress());
    }
  }

  private void assertNothingWasStarted() throws Exception {
    assertThat(configuration.data()).doesNotExist();
    assertThat(traces()).isEqualTo(before);
  }

  /** The topics and the replication slots that there are. */
  private static Set<String> traces() throws Exception {
    Properties properties = new Properties();
    properties.putAll(servers.kafka());
    Set<String> traces = new TreeSet<>();
    try (Admin admin = Admin.create(properties)) {
      traces.addAll(admin.listTopics().names().get());
    }
    try (Connection connection = servers.connect();
        Statement statement = connection.createStatement();
        ResultSet slots = statement.executeQuery("select slot_name from pg_replication_slots")) {
      while (slots.next()) {
        traces.add("slot " + slots.getString(1));
      }
    }
    return traces;
  }
}
