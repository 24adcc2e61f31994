package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.headwater.app.system.Traces.Trace;
import io.headwater.core.normalize.ContentReference;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What of a large value is not to be kept is nowhere: not in Kafka, on disk, in a log, over HTTP.
 */
class LargeIT {

  private static final int WIDGETS = 5;
  private static final int REPEATS = 600;
  private static final String STATES = Topics.state(new ResourceType("employee"));
  private static final String SHOWN = "badge-shown-";
  private static final List<String> HIDDEN =
      List.of("photo-hidden-", "resume-hidden-", "notes-hidden-", "scan-hidden-");

  private static final String MAPPING =
      """
      resource employee {
        source = shop
        schema = "employee.schema.json"
        root {
          table = public.employees
          key = [id]
          fields = [id, photo, resume, notes, badge, town]
          large { photo = reference, resume = reference, notes = "truncate 7", scan = drop }
        }
      }
      """;

  /** The large values are stored apart, so that the log of other changes does not have them. */
  private static final String[] TABLES = {
    """
    create table employees (id int primary key, photo bytea, resume text, notes text, scan bytea,
      badge bytea, town text)
    """,
    """
    alter table employees alter column photo set storage external,
      alter column resume set storage external, alter column notes set storage external,
      alter column scan set storage external
    """,
    employee(1),
    employee(2),
  };

  @TempDir private Path folder;

  private static String employee(int id) {
    return """
    insert into employees values (%1$d, convert_to(repeat('photo-hidden-%1$d', 600), 'UTF8'),
      repeat('resume-hidden-%1$d', 600), 'note %1$d ' || repeat('notes-hidden-', 600),
      convert_to(repeat('scan-hidden-', 600), 'UTF8'),
      convert_to(repeat('badge-shown-', 9), 'UTF8'), 'Rome')
    """
        .formatted(id);
  }

  private static String reference(String text) {
    return ContentReference.of(text.repeat(REPEATS).getBytes(StandardCharsets.UTF_8))
        .json()
        .toJson();
  }

  /** The text itself, in hexadecimal, and within Base64, whatever stands before and behind it. */
  private static List<String> forms(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<String> forms = new ArrayList<>(List.of(text, HexFormat.of().formatHex(bytes)));
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = ("x".repeat(shift) + text).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().encodeToString(shifted);
      forms.add(encoded.substring(shift == 0 ? 0 : 4, encoded.length() - 4));
    }
    return forms;
  }

  @Test
  void noHiddenPartOfALargeValueIsWrittenAnywhere() throws Exception {
    List<Trace> traces = new ArrayList<>();
    Map<String, JsonNode> documents;
    try (Traces logs = new Traces();
        RunningPipeline pipeline =
            RunningPipeline.startPrepared(folder, WIDGETS, LargeIT::addEmployees)) {
      change(pipeline);
      documents = documents(pipeline);
      for (String path : List.of("/v1/sources", "/metrics", "/v1/resources/employee")) {
        traces.add(
            new Trace(
                "http " + path, pipeline.http().get(path).body().getBytes(StandardCharsets.UTF_8)));
      }
      pipeline.stopNode();
      traces.addAll(Traces.topics(pipeline.servers().kafka()));
      traces.addAll(Traces.files(pipeline.configuration().data()));
      traces.addAll(logs.logs());
    }

    assertThat(places(traces, SHOWN))
        .as("what has no rule is found, so what has one would be")
        .contains(
            Topics.changes("shop"),
            "headwater.journal",
            STATES,
            "file journal",
            "file view",
            "http /v1/resources/employee");
    assertThat(traces).extracting(Trace::place).contains("log");
    for (String hidden : HIDDEN) {
      assertThat(places(traces, hidden)).as(hidden).isEmpty();
    }
    assertDocuments(documents);
  }

  private static Set<String> places(List<Trace> traces, String text) {
    Set<String> places = new TreeSet<>();
    for (String form : forms(text)) {
      places.addAll(Traces.places(traces, form.getBytes(StandardCharsets.UTF_8)));
    }
    return places;
  }

  private static void addEmployees(DemoServers servers, Configuration configuration)
      throws SQLException, IOException {
    servers.transaction(TABLES);
    configuration.replace("resources/employee.conf", MAPPING);
    configuration.replace("resources/employee.schema.json", "{\"properties\": {}}");
  }

  private static void change(RunningPipeline pipeline) throws SQLException {
    // Nothing that is large is in the log of this change.
    pipeline.transaction("update employees set town = 'Bonn' where id = 1");
    pipeline.transaction(
        "update employees set photo = convert_to(repeat('photo-hidden-n', 600), 'UTF8'),"
            + " resume = null, notes = 'short' where id = 2");
    pipeline.transaction(employee(3));
    pipeline.transaction("delete from employees where id = 3");
    pipeline.awaitCaughtUp();
  }

  private static Map<String, JsonNode> documents(RunningPipeline pipeline) {
    Map<String, JsonNode> documents = new LinkedHashMap<>();
    try (TopicLog log = new TopicLog(pipeline.servers().kafka(), STATES)) {
      log.all().stream()
          .filter(entry -> entry.value().isPresent())
          .forEach(entry -> documents.put(entry.key(), entry.json().path("resource")));
    }
    return documents;
  }

  private static void assertDocuments(Map<String, JsonNode> documents) throws IOException {
    String badge =
        Base64.getEncoder().encodeToString(SHOWN.repeat(9).getBytes(StandardCharsets.UTF_8));
    ObjectMapper json = new ObjectMapper();

    assertThat(documents)
        .containsEntry(
            "1",
            json.readTree(
                """
                {"id":1,"photo":%s,"resume":%s,"notes":"note 1 ","badge":"%s","town":"Bonn"}
                """
                    .formatted(reference("photo-hidden-1"), reference("resume-hidden-1"), badge)))
        .containsEntry(
            "2",
            json.readTree(
                """
                {"id":2,"photo":%s,"resume":null,"notes":"short","badge":"%s","town":"Rome"}
                """
                    .formatted(reference("photo-hidden-n"), badge)));
    assertThat(documents.get("3")).isNotNull();
    assertThat(documents.get("3").isNull()).isTrue();
  }
}
