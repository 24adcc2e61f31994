package io.headwater.capture.normalize.datastream;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.raw.RawFixtures;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.json.Json;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatastreamNormalizerTest {

  private static final String EVENT =
      "{\"read_method\":\"mysql-cdc-binlog\",\"source_timestamp\":%s,\"source_metadata\":{\"database\":\"d\",\"table\":\"t\",\"change_type\":\"%s\",\"is_deleted\":%s},\"payload\":{\"id\":1}}";

  @ParameterizedTest
  @CsvSource({
    "\"2021-12-25T05:42:04.408\", 2021-12-25T05:42:04.408Z",
    "\"2021-12-25 05:42:04.408Z\", 2021-12-25T05:42:04.408Z",
    "\"2021-12-25T05:42:04.408999+02:00\", 2021-12-25T03:42:04.408Z",
    "1640410924408, 2021-12-25T05:42:04.408Z",
    "-1, 1969-12-31T23:59:59.999Z"
  })
  void readsTheTimeInAllItsForms(String told, Instant expected) {
    assertThat(event(EVENT.formatted(told, "INSERT", "false")).timestamp()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"\"yesterday\"", "9223372036854775807", "\"+12000-01-01T00:00:00Z\"", "1.5", "null"})
  void refusesWhatIsNoTime(String told) {
    assertThat(outcomes(EVENT.formatted(told, "INSERT", "false")))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void refusesAnInsertThatSaysItIsADelete() {
    assertThat(outcomes(EVENT.formatted("1", "INSERT", "true")))
        .containsExactly(
            new Normalization.Refused(
                "the record's 'source_metadata.change_type' and 'source_metadata.is_deleted' contradict each other"));
  }

  @Test
  void takesTheConfiguredKeyWhereTheEventNamesNone() {
    DatastreamSettings settings =
        new DatastreamSettings(Map.of(new TableName("d", "t"), List.of("ID")));

    assertThat(event(settings, EVENT.formatted("1", "UPDATE-INSERT", "false")).key())
        .isEqualTo(Json.read("{\"id\":1}".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void refusesADeleteThatTellsNothingOfItsRow() {
    assertThat(outcomes(EVENT.formatted("1", "DELETE", "true").replace("\"id\":1", "")))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void refusesARowThatLacksAColumnOfTheNamedKey() {
    String event =
        EVENT
            .formatted("1", "INSERT", "false")
            .replace("\"table\"", "\"primary_keys\":[\"id\",\"other\"],\"table\"");

    assertThat(outcomes(event)).singleElement().isInstanceOf(Normalization.Refused.class);
  }

  private static ChangeEvent event(String json) {
    return event(DatastreamSettings.defaults(), json);
  }

  private static ChangeEvent event(DatastreamSettings settings, String json) {
    List<Normalization> outcomes =
        new DatastreamNormalizer("shop", settings).normalize(RawFixtures.raw(json));
    assertThat(outcomes).singleElement().isInstanceOf(Normalization.Normalized.class);
    return ((Normalization.Normalized) outcomes.getFirst()).event();
  }

  private static List<Normalization> outcomes(String json) {
    return new DatastreamNormalizer("shop", DatastreamSettings.defaults())
        .normalize(RawFixtures.raw(json));
  }
}
