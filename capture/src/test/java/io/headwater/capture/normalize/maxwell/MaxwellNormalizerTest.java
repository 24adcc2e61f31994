package io.headwater.capture.normalize.maxwell;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.raw.RawFixtures;
import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaxwellNormalizerTest {

  private static final String ROW =
      "{\"database\":\"d\",\"table\":\"t\",\"type\":\"%s\",\"ts\":1,%s}";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"database\":\"d\",\"table\":\"t\",\"pk.id\":7,\"pk.part\":\"x\"}",
        "[\"d\",\"t\",[{\"id\":7},{\"part\":\"x\"}]]"
      })
  void takesTheKeyOfEitherKeyFormat(String key) {
    assertThat(
            event(Optional.of(key), ROW.formatted("insert", "\"data\":{\"id\":7,\"PART\":\"x\"}"))
                .key())
        .isEqualTo(row("{\"id\":7,\"PART\":\"x\"}"));
  }

  @Test
  void takesKeyColumnsThatFiltersTookFromTheRow() {
    assertThat(
            event(
                    Optional.empty(),
                    ROW.formatted(
                        "insert",
                        "\"primary_key\":[7],\"primary_key_columns\":[\"id\"],\"data\":{\"a\":1}"))
                .key())
        .isEqualTo(row("{\"id\":7}"));
  }

  @Test
  void takesTheConfiguredKeyWhenTheRecordTellsNone() {
    MaxwellSettings settings =
        new MaxwellSettings("MariaDB", Map.of(new TableName("d", "t"), List.of("id")));

    List<Normalization> outcomes =
        new MaxwellNormalizer("shop", settings)
            .normalize(RawFixtures.raw(ROW.formatted("delete", "\"data\":{\"id\":7}")));

    assertThat(outcomes).singleElement().isInstanceOf(Normalization.Normalized.class);
    ChangeEvent event = ((Normalization.Normalized) outcomes.getFirst()).event();
    assertThat(event.key()).isEqualTo(row("{\"id\":7}"));
    assertThat(event.source().kind()).isEqualTo("MariaDB");
  }

  @Test
  void refusesAKeyOfAnotherTable() {
    assertThat(
            outcomes(
                Optional.of("{\"database\":\"d\",\"table\":\"other\",\"pk.id\":7}"),
                ROW.formatted("insert", "\"data\":{\"id\":7}")))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void saysNothingOfTheRowBeforeAnUpdateWithoutFormerValues() {
    ChangeEvent event =
        event(Optional.empty(), ROW.formatted("update", "\"data\":{\"id\":2,\"a\":\"b\"}"));

    assertThat(event.before()).isEmpty();
    assertThat(event.after()).contains(row("{\"id\":2,\"a\":\"b\"}"));
  }

  @Test
  void givesTwoRowsOfATableWithoutAKeyNoCommonIdentity() {
    String told = "\"position\":\"f:1\",\"xid\":9,%s\"data\":{\"a\":1}";

    assertThat(identity(ROW.formatted("insert", told.formatted("")))).isEmpty();
    assertThat(identity(ROW.formatted("insert", told.formatted("\"xoffset\":0,"))))
        .contains(new EventIdentity("/f:1/9/0"));
    assertThat(identity(ROW.formatted("insert", told.formatted("\"commit\":true,"))))
        .contains(new EventIdentity("/f:1/9/commit"));
  }

  @Test
  void marksTheTransactionOfItsLastRowToo() {
    assertThat(
            event(
                    Optional.empty(),
                    ROW.formatted("insert", "\"xid\":9,\"commit\":true,\"data\":{\"a\":1}"))
                .transaction())
        .contains(new TransactionMark("9", 0, false));
  }

  private static Optional<EventIdentity> identity(String value) {
    List<Normalization> outcomes = outcomes(Optional.empty(), value);
    return ((Normalization.Normalized) outcomes.getFirst()).identity();
  }

  private static ChangeEvent event(Optional<String> key, String value) {
    List<Normalization> outcomes = outcomes(key, value);
    assertThat(outcomes).singleElement().isInstanceOf(Normalization.Normalized.class);
    return ((Normalization.Normalized) outcomes.getFirst()).event();
  }

  private static List<Normalization> outcomes(Optional<String> key, String value) {
    return new MaxwellNormalizer("shop", MaxwellSettings.defaults())
        .normalize(RawFixtures.raw(key.map(Bytes::utf8), Optional.of(Bytes.utf8(value))));
  }

  private static Value.Obj row(String json) {
    return (Value.Obj) Json.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
