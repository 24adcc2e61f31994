package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.Masking;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ConnectorOverlayTest {

  private static final List<TableName> TABLES =
      List.of(new TableName("public", "widgets"), new TableName("public", "odd$name"));

  private static OverlayResult overlay(Map<String, String> more) {
    Map<String, String> pasted =
        new TreeMap<>(
            Map.of(
                "connector.class", "io.debezium.connector.postgresql.PostgresConnector",
                "database.hostname", "db",
                "database.user", "me",
                "database.password", "hunter2",
                "database.dbname", "shop"));
    pasted.putAll(more);
    return ConnectorOverlay.of(DatabaseVendor.POSTGRESQL, "Shop-1", pasted, TABLES);
  }

  @Test
  void setsWhatTheChangeLogReliesOn() {
    OverlayResult result = overlay(Map.of());

    assertThat(result.problems()).isEmpty();
    assertThat(result.properties())
        .containsEntry("plugin.name", "pgoutput")
        .containsEntry("slot.name", "headwater_shop_1")
        .containsEntry("publication.name", "headwater_shop_1")
        .containsEntry("publication.autocreate.mode", "filtered")
        .containsEntry("table.include.list", "public\\.odd\\$name,public\\.widgets")
        .containsEntry("provide.transaction.metadata", "true")
        .containsEntry("heartbeat.interval.ms", "10000")
        .containsEntry("snapshot.max.threads", "1")
        .containsEntry("errors.max.retries", "0");
    assertThat(result.overlay())
        .contains("heartbeat.interval.ms: 0 -> 10000 (an idle source must not hold its log)");
  }

  @Test
  void keepsWhatTheUserMayChoose() {
    OverlayResult result =
        overlay(
            Map.of(
                "slot.name", "mine",
                "publication.name", "ours",
                "heartbeat.interval.ms", "500",
                "debezium.source.max.batch.size", "100",
                "column.mask.with.12.chars", "public.widgets.name"));

    assertThat(result.problems()).isEmpty();
    assertThat(result.properties())
        .containsEntry("slot.name", "mine")
        .containsEntry("publication.name", "ours")
        .containsEntry("heartbeat.interval.ms", "500")
        .containsEntry("max.batch.size", "100")
        .containsEntry("column.mask.with.12.chars", "public.widgets.name");
  }

  @Test
  void replacesWhatWouldLoseChangesAndSaysSo() {
    OverlayResult result =
        overlay(
            Map.of("snapshot.mode", "always", "skipped.operations", "t", "slot.name", "debezium"));

    assertThat(result.properties())
        .containsEntry("snapshot.mode", "initial")
        .containsEntry("skipped.operations", "none")
        .containsEntry("slot.name", "headwater_shop_1");
    assertThat(result.overlay())
        .anyMatch(line -> line.startsWith("skipped.operations: t -> none ("))
        .anyMatch(line -> line.startsWith("snapshot.mode: always -> initial ("));
  }

  @Test
  void whatStandsForAValueThatWasNotLoggedIsNoTextThatARowCouldHold() {
    String name = "unavailable.value.placeholder";
    Map<String, String> given = Map.of(name, "__debezium_unavailable_value");

    String first = overlay(given).properties().getOrDefault(name, "");
    String second = overlay(given).properties().getOrDefault(name, "");

    assertThat(first).startsWith("headwater-unavailable-").isNotEqualTo(second);
  }

  @Test
  void ignoresWhatHasNoMeaningHereWithAReason() {
    OverlayResult result =
        overlay(
            Map.of(
                "name", "x",
                "transforms", "unwrap",
                "transforms.unwrap.type", "io.debezium.transforms.ExtractNewRecordState",
                "offset.storage.file.filename", "f",
                "message.key.columns", "public.widgets:name",
                "database.server.name", "old"));

    assertThat(result.problems()).isEmpty();
    assertThat(result.ignored())
        .hasSize(6)
        .contains("database.server.name: an old name of topic.prefix, which is used instead");
    assertThat(result.properties())
        .containsEntry("topic.prefix", "old")
        .doesNotContainKeys(
            "transforms",
            "transforms.unwrap.type",
            "offset.storage.file.filename",
            "message.key.columns");
  }

  @Test
  void reportsEveryProblemAtOnce() {
    OverlayResult result =
        overlay(
            Map.of(
                "table.include.list", "public.widgets",
                "slot.nme", "x",
                "connector.class", "io.debezium.connector.mysql.MySqlConnector",
                "database.user", ""));

    assertThat(result.problems())
        .anyMatch(problem -> problem.contains("does not include public.odd$name"))
        .anyMatch(problem -> problem.contains("slot.nme") && problem.contains("slot.name"))
        .anyMatch(problem -> problem.contains("MySqlConnector"))
        .anyMatch(problem -> problem.startsWith("database.user: is missing"))
        .hasSize(4);
  }

  @Test
  void refusesWhatWouldReadOnlyAPartOfATable() {
    OverlayResult result =
        overlay(
            Map.of(
                "snapshot.query.mode", "custom",
                "snapshot.include.collection.list", "public.widgets",
                "snapshot.select.statement.overrides", "public.widgets",
                "snapshot.select.statement.overrides.public.widgets", "select * from some"));

    assertThat(result.problems())
        .hasSize(2)
        .allMatch(problem -> problem.contains("would take the other rows for gone; remove it"))
        .anyMatch(problem -> problem.startsWith("snapshot.select.statement.overrides: "))
        .anyMatch(
            problem -> problem.startsWith("snapshot.select.statement.overrides.public.widgets: "));
    assertThat(result.properties()).containsEntry("snapshot.query.mode", "select_all");
  }

  @Test
  void neverShowsAPassword() {
    OverlayResult result = overlay(Map.of("database.sslpassword", "hunter3"));

    assertThat(result.toString() + result.overlay() + result.ignored() + result.problems())
        .doesNotContain("hunter");
    assertThat(
            new EngineSettings(
                    DatabaseVendor.POSTGRESQL,
                    "shop",
                    result.properties(),
                    TABLES,
                    TransactionLimits.DEFAULT,
                    Masking.none())
                .toString())
        .doesNotContain("hunter");
  }
}
