package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.RepositoryFiles;
import io.headwater.app.cli.ExitCode;
import io.headwater.app.cli.QuarantineCommand;
import io.headwater.app.cli.Terminal;
import io.headwater.core.quarantine.RefusalCause;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was refused is listed, shown, tried again and dropped, and never overwrites what is newer.
 */
class QuarantineIT {

  private static final int WIDGETS = 300;
  private static final String RECORDS = "/v1/quarantine/records/";

  private static final String CONTRACT = "resources/widget.schema.json";
  private static final String VERSION = "\"version\": \"1.0.0\",";
  private static final String RULE =
      "\"allOf\": [{\"properties\": {\"quantity\": {\"minimum\": 0}}}],";

  @TempDir static Path folder;
  private static RunningPipeline pipeline;
  private static TopicLog states;
  private static RefusedWidgets refused;

  /** What a command printed. */
  record Printed(int exit, String out, String err) {}

  @BeforeAll
  static void start() throws SQLException, IOException {
    pipeline =
        RunningPipeline.startPrepared(
            folder,
            WIDGETS,
            (servers, configuration) -> configuration.change(CONTRACT, VERSION, VERSION + RULE));
    states = pipeline.states();
    refused = new RefusedWidgets(pipeline.servers().kafka());
  }

  @AfterAll
  static void stop() {
    states.close();
    pipeline.close();
  }

  @Test
  void aRetriedRowIsPublished() {
    String id = kept(refused.refuse(40, 4040, RefusalCause.UNREADABLE_VALUE));

    Printed list = run("list", "--source", "shop", "--cause", "unreadable-value");
    assertThat(list.out())
        .containsPattern("count +source +stage +cause")
        .containsPattern("\\d+ +shop +normalize +unreadable-value +2026-11-20T09:11:00.123Z");
    Printed shown = run("show", id);
    assertThat(shown.out())
        .containsPattern("status +refused")
        .containsPattern("reason +a former version could not read it; mend: upgrade")
        .containsPattern("format +connect-json")
        .contains("\"retried 40\"");

    Printed retried = run("retry", "--wait", id);

    assertThat(retried).isEqualTo(new Printed(ExitCode.OK, id + "  applied\n", ""));
    JsonNode state = states.await(40, 2).getLast().json();
    assertThat(state.at("/resource/quantity").asInt()).isEqualTo(4040);
    assertThat(state.at("/resource/name").asText()).isEqualTo("retried 40");
    assertThat(pipeline.http().json(RECORDS + id).path("attempts").asInt()).isEqualTo(2);
    assertThat(pipeline.http().metric("headwater_quarantine_retries_total")).isPositive();
  }

  @Test
  void aRowThatChangedSinceKeepsItsNewerState() throws SQLException {
    String id = kept(refused.refuse(41, 4141, RefusalCause.UNREADABLE_VALUE));
    pipeline.transaction("update widgets set quantity = 7 where id = 41");
    states.await(41, 2);

    Printed retried = run("retry", "--wait", id);

    assertThat(retried).isEqualTo(new Printed(ExitCode.OK, id + "  superseded\n", ""));
    pipeline.awaitCaughtUp();
    assertThat(states.summaries(41)).containsExactly("create v1", "update v2");
    assertThat(pipeline.http().widget(41).at("/resource/quantity").asInt()).isEqualTo(7);
  }

  @Test
  void whatIsRefusedAgainIsBack() {
    String id = kept(refused.refuseForEver(42));

    Printed retried = run("retry", "--wait", "--json", id);

    assertThat(retried.exit()).isEqualTo(ExitCode.FAILED);
    JsonNode back = TopicLog.parse(retried.out());
    assertThat(back.path("status").asText()).isEqualTo("refused");
    assertThat(back.path("attempts").asInt()).isEqualTo(2);
    assertThat(back.path("retry").asText()).isEqualTo("it was refused again");
    assertThat(back.path("reason").asText()).contains("operation of the record is unknown");
    assertThat(run("drop", id)).isEqualTo(new Printed(ExitCode.OK, id + "  dropped\n", ""));
    awaitStatus(id, "dropped");
    assertThat(run("show", "0123").err())
        .isEqualTo(
            "There is no such record in the quarantine: No record has this id now; see"
                + " /v1/quarantine/records.\n");
  }

  @Test
  void aWithheldDocumentIsPublishedByARetryAfterItsObstacleIsMended() throws Exception {
    pipeline.transaction("update widgets set quantity = -43 where id = 43");
    String id = idOf("widget/43");
    assertThat(pipeline.http().json(RECORDS + id).path("cause").asText())
        .isEqualTo("contract-violated");

    assertThat(run("retry", "--wait", id).exit()).isEqualTo(ExitCode.FAILED);
    assertThat(pipeline.http().json(RECORDS + id).path("attempts").asInt()).isEqualTo(2);
    assertThat(states.summaries(43)).containsExactly("create v1");

    pipeline.stopNode();
    pipeline.configuration().change(CONTRACT, RULE, "");
    pipeline.startNode();
    awaitStatus(id, "refused");
    Printed retried = run("retry", "--wait", id);

    assertThat(retried).isEqualTo(new Printed(ExitCode.OK, id + "  published\n", ""));
    JsonNode state = states.await(43, 2).getLast().json();
    assertThat(state.at("/resource/quantity").asInt()).isEqualTo(-43);
    assertThat(state.path("version").asInt()).isEqualTo(2);
  }

  @Test
  void aWithheldDocumentThatTheSourceMendedIsNotInTheQuarantineAnyMore() throws Exception {
    pipeline.transaction("update widgets set name = repeat('x', 2000000) where id = 44");
    String id = idOf("widget/44");

    pipeline.transaction("update widgets set name = 'short' where id = 44");

    awaitStatus(id, "published");
    assertThat(states.await(44, 2).getLast().json().at("/resource/name").asText())
        .isEqualTo("short");
  }

  @Test
  void manyAreTriedOrDroppedAtOnce() {
    List<String> ids = new ArrayList<>();
    for (int id = 50; id < 55; id++) {
      ids.add(kept(refused.refuse(id, 5000 + id, RefusalCause.MISSING_ROW)));
    }

    assertThat(run("retry", "--cause", "missing-row", "--limit", "3").out())
        .isEqualTo("3 asked, 0 skipped\n");
    ids.subList(0, 3).forEach(id -> awaitStatus(id, "applied"));
    assertThat(run("list", "--records", "--cause", "missing-row").out())
        .contains(ids.get(3), ids.get(4), "refused  shop/normalize  missing-row  public.widgets");
    assertThat(run("drop", "--source", "shop", "--cause", "missing-row").out())
        .isEqualTo("2 dropped\n");
    ids.subList(3, 5).forEach(id -> awaitStatus(id, "dropped"));
    assertThat(states.await(52, 2).getLast().json().at("/resource/quantity").asInt())
        .isEqualTo(5052);
    assertThat(states.summaries(53)).containsExactly("create v1");
  }

  @Test
  void theCommandsOfTheGuideWork() throws IOException {
    String id = kept(refused.refuse(60, 6060, RefusalCause.MISSING_ROW));
    kept(refused.refuse(61, 6161, RefusalCause.MISSING_ROW));
    List<String> commands;
    try (Stream<String> lines = Files.lines(RepositoryFiles.of("docs/quarantine.md"))) {
      commands = lines.filter(line -> line.startsWith("./headwater quarantine ")).toList();
    }

    assertThat(commands).hasSizeGreaterThanOrEqualTo(6);
    for (String command : commands) {
      String[] words = command.replaceAll(" +#.*", "").replace("$ID", id).substring(23).split(" +");
      Printed printed = run(words);
      assertThat(printed.exit()).as(command + "\n" + printed).isEqualTo(ExitCode.OK);
      if (command.contains("drop $ID")) {
        assertThat(printed.out()).as(command).contains("dropped");
      }
      if (command.contains("retry --wait")) {
        assertThat(printed.out()).as(command).contains("applied");
        id = kept(refused.refuse(60, 6062, RefusalCause.MISSING_ROW));
      }
    }
  }

  @Test
  void saysWhereItLookedWhenNobodyAnswers() {
    Printed unknown = run("list", "--cause", "nonsense");

    assertThat(unknown.exit()).isEqualTo(ExitCode.USAGE);
    assertThat(unknown.err()).contains("there is no cause 'nonsense'; mend:");
    assertThat(run("drop").exit()).isEqualTo(ExitCode.USAGE);
    assertThat(run("retry", "--all", "--wait").exit()).isEqualTo(ExitCode.USAGE);
  }

  /** Waits until the list has the record. */
  private static String kept(String id) {
    awaitStatus(id, "refused");
    return id;
  }

  private static void awaitStatus(String id, String status) {
    await(id + " is " + status)
        .atMost(RunningPipeline.LIMIT)
        .until(() -> pipeline.http().json(RECORDS + id).path("status").asText(), status::equals);
  }

  private static String idOf(String subject) {
    return await(subject)
        .atMost(RunningPipeline.LIMIT)
        .until(
            () -> {
              for (JsonNode item :
                  pipeline.http().json("/v1/quarantine/records?stage=publish").path("items")) {
                if (item.path("subject").asText().equals(subject)) {
                  return item.path("id").asText();
                }
              }
              return "";
            },
            id -> !id.isEmpty());
  }

  private static Printed run(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    List<String> arguments = new ArrayList<>(List.of(words));
    arguments.add(1, "--url=" + pipeline.http().base());
    int exit =
        QuarantineCommand.on(
                new Terminal(
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8)))
            .execute(arguments.toArray(String[]::new));
    return new Printed(
        exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
