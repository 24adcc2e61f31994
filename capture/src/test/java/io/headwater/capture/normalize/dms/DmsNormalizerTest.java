package io.headwater.capture.normalize.dms;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.raw.RawFixtures;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.ControlRecord;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DmsNormalizerTest {

  private static final TableName TABLE = new TableName("s", "t");
  private static final String METADATA =
      "\"metadata\":{\"timestamp\":\"2024-07-29T00:00:00Z\",\"record-type\":\"data\",\"schema-name\":\"s\",\"table-name\":\"t\",\"operation\":";

  @Test
  void takesTheKeyColumnsOfAJsonKey() {
    assertThat(
            event(
                    DmsSettings.defaults(),
                    Optional.of("{\"b\":0,\"a\":0}"),
                    "{\"data\":{\"a\":1,\"b\":2,\"c\":3},%s\"insert\"}}")
                .key())
        .isEqualTo(row("{\"a\":1,\"b\":2}"));
  }

  @Test
  void hasAnEmptyKeyWhenNothingTellsOne() {
    ChangeEvent event =
        event(DmsSettings.defaults(), Optional.of("s.t.1"), "{\"data\":{\"a\":1},%s\"update\"}}");

    assertThat(event)
        .isEqualTo(
            new ChangeEvent(
                Instant.parse("2024-07-29T00:00:00Z"),
                ChangeType.UPDATE,
                Value.Obj.empty(),
                Optional.empty(),
                Optional.of(row("{\"a\":1}")),
                new Origin("shop", "unknown", "unknown", TABLE, "raw-3@77"),
                Optional.empty(),
                false,
                new EngineVersion("aws-dms", "dms", "unknown")));
  }

  @Test
  void fillsTheConfiguredColumnsThatTheTaskLeftOutAsNull() {
    DmsSettings settings = settings(new DmsSettings.Table(List.of("a"), List.of("a", "b", "c")));

    assertThat(
            event(settings, Optional.empty(), "{\"data\":{\"c\":3,\"a\":1},%s\"update\"}}").after())
        .contains(row("{\"c\":3,\"a\":1,\"b\":null}"));
  }

  @Test
  void takesAColumnOfTheBeforeImageThatTheRowLacksForNull() {
    DmsSettings settings =
        new DmsSettings(
            "MySQL", "shop", "old", Map.of(TABLE, new DmsSettings.Table(List.of("a"), List.of())));

    ChangeEvent event =
        event(
            settings,
            Optional.empty(),
            "{\"old\":{\"a\":1,\"b\":2},\"data\":{\"a\":1},%s\"update\"}}");

    assertThat(event.before()).contains(row("{\"a\":1,\"b\":2}"));
    assertThat(event.after()).contains(row("{\"a\":1,\"b\":null}"));
  }

  @Test
  void refusesARowWithoutItsConfiguredKey() {
    DmsSettings settings = settings(new DmsSettings.Table(List.of("id"), List.of()));

    assertThat(outcomes(settings, Optional.empty(), "{\"data\":{\"a\":1},%s\"insert\"}}"))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void tellsATruncatedTable() {
    String record =
        "{\"control\":{},\"metadata\":{\"timestamp\":\"2024-07-29T00:00:00Z\",\"record-type\":\"control\",\"operation\":\"truncate-table\",\"schema-name\":\"s\",\"table-name\":\"t\"}}";

    assertThat(new DmsNormalizer("shop", DmsSettings.defaults()).normalize(RawFixtures.raw(record)))
        .containsExactly(
            new Normalization.Control(
                new ControlRecord.Truncated(
                    "shop",
                    Instant.parse("2024-07-29T00:00:00Z"),
                    "raw-3@77",
                    TABLE,
                    Optional.empty())));
  }

  @Test
  void keepsEveryDigitOfANumber() {
    assertThat(
            event(
                    DmsSettings.defaults(),
                    Optional.empty(),
                    "{\"data\":{\"a\":9007199254740993,\"b\":0.10000000000000000000001},%s\"insert\"}}")
                .after())
        .contains(row("{\"a\":9007199254740993,\"b\":0.10000000000000000000001}"));
  }

  private static DmsSettings settings(DmsSettings.Table table) {
    return new DmsSettings("MySQL", "shop", DmsSettings.BEFORE_IMAGE, Map.of(TABLE, table));
  }

  private static ChangeEvent event(DmsSettings settings, Optional<String> key, String record) {
    List<Normalization> outcomes = outcomes(settings, key, record);
    assertThat(outcomes).singleElement().isInstanceOf(Normalization.Normalized.class);
    return ((Normalization.Normalized) outcomes.getFirst()).event();
  }

  private static List<Normalization> outcomes(
      DmsSettings settings, Optional<String> key, String record) {
    return new DmsNormalizer("shop", settings)
        .normalize(
            RawFixtures.raw(
                key.map(Bytes::utf8), Optional.of(Bytes.utf8(record.replace("%s", METADATA)))));
  }

  private static Value.Obj row(String json) {
    return (Value.Obj) Json.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
