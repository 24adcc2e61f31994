package io.headwater.app.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headwater.app.RepositoryFiles;
import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.ReplicaCommand;
import io.headwater.app.cli.Terminal;
import io.headwater.dev.server.EmbeddedPostgresServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The command and the example of the library, against running stages. */
class ReplicaIT extends PipelineScenario {

  private static final Path EXAMPLE = RepositoryFiles.of("docs/examples/WidgetReplica.java");
  private static final String WRITTEN = "select count(*) || ' ' || sum(%s) from %s";

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.start(folder, WIDGETS);
  }

  @Test
  void theCommandKeepsTables() throws SQLException {
    EmbeddedPostgresServer server = copy();
    for (String kafka :
        new String[] {"", "" + pipeline.servers().kafka().get("bootstrap.servers")}) {
      String table = kafka.isEmpty() ? "by_http" : "by_kafka";
      replica(server, table, kafka);
      assertThat(sum(server, "quantity", table)).isEqualTo(truth());

      pipeline.transaction("update widgets set quantity = quantity + 7 where id < 10");
      pipeline.transaction("delete from widgets where id = " + (kafka.isEmpty() ? 41 : 42));
      pipeline.awaitCaughtUp();
      replica(server, table, kafka);
      assertThat(sum(server, "quantity", table)).isEqualTo(truth());
    }
  }

  @Test
  void theExampleIsShortAndWorks() throws Exception {
    assertThat(Files.readAllLines(EXAMPLE)).hasSizeLessThan(60);
    EmbeddedPostgresServer server = copy();
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", folder.toString(), EXAMPLE.toString());
    assertThat(compiled).isZero();
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      Method main = loader.loadClass("WidgetReplica").getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      String[] arguments = {
        server.jdbcUrl("copy") + "?user=" + server.user(), pipeline.node().uri().toString()
      };
      Thread example = new Thread(() -> invoke(main, arguments), "example");
      example.setDaemon(true);
      example.start();
      pipeline.transaction("update widgets set quantity = quantity + 7 where id < 10");

      await()
          .atMost(RunningPipeline.LIMIT)
          .ignoreExceptions()
          .untilAsserted(
              () -> assertThat(sum(server, "(doc->>'quantity')::bigint", "w")).isEqualTo(truth()));
    }
  }

  private void replica(EmbeddedPostgresServer server, String table, String kafka) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(told, true, UTF_8);
    String[] arguments = {
      "--to=" + server.jdbcUrl("copy"),
      "--type=widget",
      "--from=" + pipeline.node().uri(),
      "--table=" + table,
      "--columns",
      "--once",
      kafka.isEmpty() ? "--json" : "--kafka=" + kafka
    };
    int exit =
        new CommandLine(
                new ReplicaCommand(new Terminal(stream, stream), Map.of("PGUSER", server.user())))
            .execute(arguments);
    assertThat(exit).as(told.toString(UTF_8)).isEqualTo(ExitCode.OK);
  }

  private EmbeddedPostgresServer copy() throws SQLException {
    EmbeddedPostgresServer server = pipeline.servers().postgres();
    server.createDatabase("copy");
    return server;
  }

  private String truth() throws SQLException {
    try (Connection shop = pipeline.servers().connect()) {
      return text(shop, WRITTEN.formatted("quantity", "widgets"));
    }
  }

  private static String sum(EmbeddedPostgresServer server, String value, String table)
      throws SQLException {
    try (Connection copy = server.connect("copy")) {
      return text(copy, WRITTEN.formatted(value, table));
    }
  }

  private static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }

  private static void invoke(Method main, String[] arguments) {
    try {
      main.invoke(null, (Object) arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
