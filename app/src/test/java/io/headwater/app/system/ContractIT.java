package io.headwater.app.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.headwater.app.system.TopicLog.Entry;
import io.headwater.core.resource.Topics;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A state that violates its contract is not published; the last good one is. */
class ContractIT extends PipelineScenario {

  private static final String VERSION = "headwater_contract_version";

  @Override
  RunningPipeline startPipeline() throws SQLException, IOException {
    return RunningPipeline.startPrepared(
        folder,
        WIDGETS,
        (servers, configuration) ->
            configuration.change(
                "resources/widget.schema.json",
                "\"version\": \"1.0.0\",",
                """
                "version": "2.0.0",
                "allOf": [{"properties": {
                  "quantity": {"minimum": 0},
                  "name": {"maxLength": 100},
                  "colors": {"items": {"pattern": "^[a-z]+$"}}}}],
                """));
  }

  @Test
  void aViolatingStateIsWithheldUntilItIsMended() throws SQLException {
    JsonNode good = pipeline.http().widget(36);
    try (TopicLog quarantine = new TopicLog(pipeline.servers().kafka(), Topics.QUARANTINE)) {
      pipeline.transaction(
          "update widgets set quantity = -4177, description = 'private' where id = 36");
      pipeline.transaction("update widgets set name = 'renamed meanwhile' where id = 36");
      pipeline.transaction(
          "update widgets set quantity = 7 where id = 36",
          "insert into widget_colors (widget_id, color) values (36, 'NEON')");
      List<Entry> kept =
          quarantine
              .awaitAll(
                  "three refusals of widget/36",
                  entries -> entries.stream().filter(ContractIT::isAbout36).count() >= 3)
              .stream()
              .filter(ContractIT::isAbout36)
              .toList();

      assertThat(kept)
          .extracting(entry -> entry.refusal().path("reason").asText())
          .satisfiesExactly(
              reason ->
                  assertThat(reason)
                      .isEqualTo(
                          "the document of widget/36 violates its contract at /quantity: must be"
                              + " at least 0 (minimum); mend: correct the row in the source, or"
                              + " the contract widget.schema.json"),
              reason -> assertThat(reason).contains(" at /quantity: "),
              reason ->
                  assertThat(reason)
                      .containsPattern(
                          " at /colors/\\d+: must match the pattern \\^\\[a-z\\]\\+\\$"));
      assertThat(kept)
          .allSatisfy(
              entry ->
                  assertThat(entry.value().orElseThrow())
                      .doesNotContain("-4177", "NEON", "private", "renamed"));
    }
    assertThat(pipeline.http().metric("headwater_produce_contract_violations_total"))
        .isGreaterThanOrEqualTo(3);
    assertThat(pipeline.http().widget(36)).isEqualTo(good);
    assertThat(states.summaries(36)).containsExactly("create v1");

    pipeline.transaction("update widget_colors set color = 'neon' where color = 'NEON'");

    JsonNode published = states.await(36, 2).getLast().json();
    assertThat(published.path("version").asLong()).isEqualTo(2);
    assertThat(published.at("/resource/quantity").asInt()).isEqualTo(7);
    assertThat(published.at("/resource/name").asText()).isEqualTo("renamed meanwhile");
    assertThat(published.at("/resource/colors").toString()).contains("\"neon\"");
    await().until(() -> pipeline.http().widget(36).equals(published));
  }

  @Test
  void eachRecordTellsTheVersionOfItsContract() throws SQLException {
    pipeline.transaction("update widgets set quantity = quantity + 1 where id = 37");
    states.await(37, 2);
    pipeline.transaction("delete from widgets where id = 37");
    List<Entry> records = states.await(37, 4);

    assertThat(records)
        .extracting(Entry::summary)
        .containsExactly("create v1", "update v2", "delete v3", "tombstone");
    assertThat(records)
        .allSatisfy(
            entry ->
                assertThat(entry.headers())
                    .containsEntry(VERSION, "2.0.0")
                    .containsEntry("ce_dataschema", "urn:headwater:demo:widget"));
  }

  private static boolean isAbout36(Entry entry) {
    return entry.value().isPresent()
        && entry.refusal().path("subject").asText().equals("widget/36");
  }
}
