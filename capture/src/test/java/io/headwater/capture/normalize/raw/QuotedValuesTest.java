package io.headwater.capture.normalize.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A value in a reason is seen; a reason's own words and names are not taken for one. */
class QuotedValuesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'note':'the name of a certain person'}",
        "{'note':['2026-11-20T09:11:00.123456Z']}",
        "{'note':{'schema':'AAECAwQFBgcICQoLDA0ODw=='}}"
      })
  void seesAValueInAReason(String json) {
    Normalizer quoting = raw -> refused("this is wrong: " + text(raw));

    assertThatThrownBy(() -> check(raw(json), quoting)).isInstanceOf(AssertionError.class);
  }

  @Test
  void seesAValueOfTheKeyInAReason() {
    RawRecord raw =
        RawFixtures.raw(
            Optional.of(Bytes.utf8("{\"id\":\"a.very.long@address.example\"}")),
            Optional.of(Bytes.utf8("{}")));
    Normalizer quoting = one -> refused(new String(one.key().orElseThrow().array(), UTF_8));

    assertThatThrownBy(() -> check(raw, quoting)).isInstanceOf(AssertionError.class);
  }

  @Test
  void takesNoWordOfAReasonForAQuotedValue() {
    Normalizer fixed = raw -> refused("the record's 'dynamodb.SequenceNumberOfARecord' is wrong");

    assertThatCode(() -> check(raw("{'a':'dynamodb.SequenceNumberOfARecord'}"), fixed))
        .doesNotThrowAnyException();
  }

  @Test
  void takesNoNameOfATableOrTypeForAValue() {
    Normalizer quoting = raw -> refused("this is wrong: " + text(raw));

    assertThatCode(() -> check(raw("{'tableName':'a_table_of_a_longer_name'}"), quoting))
        .doesNotThrowAnyException();
    assertThatCode(
            () ->
                check(
                    raw("{'schema':{'name':'io.debezium.time.MicroTimestamp'},'payload':{}}"),
                    quoting))
        .doesNotThrowAnyException();
  }

  /** A member's name may be a value elsewhere. */
  @Test
  void takesNoNameOfAMemberForAValueOfDynamoDb() {
    RawRecord raw =
        raw(
            "{'eventName':'INSERT','tableName':'t','eventID':'ApproximateCreationDateTime','dynamodb':{'ApproximateCreationDateTime':'?','Keys':{'id':{'S':'a'}},'NewImage':{'id':{'S':'a'}}}}");
    Normalizer normalizer = NormalizersUnderTest.of(RawFormat.DYNAMODB_STREAMS);

    assertThat(normalizer.normalize(raw).toString()).contains("ApproximateCreationDateTime' is");
    assertThatCode(() -> check(raw, normalizer)).doesNotThrowAnyException();
  }

  private static void check(RawRecord raw, Normalizer normalizer) {
    QuotedValues.check(raw, normalizer.normalize(raw), normalizer);
  }

  private static RawRecord raw(String json) {
    return RawFixtures.raw(json.replace('\'', '"'));
  }

  private static List<Normalization> refused(String reason) {
    return List.of(new Normalization.Refused(reason));
  }

  /** The record's first text. */
  private static String text(RawRecord raw) {
    return text(Json.read(raw.value().orElseThrow().array())).orElseThrow();
  }

  private static Optional<String> text(Value value) {
    return switch (value) {
      case Value.Text text -> Optional.of(text.value());
      case Value.Arr array ->
          array.items().stream().flatMap(item -> text(item).stream()).findFirst();
      case Value.Obj object ->
          object.members().values().stream().flatMap(item -> text(item).stream()).findFirst();
      case Value.Null ignored -> Optional.empty();
      case Value.Bool ignored -> Optional.empty();
      case Value.Num ignored -> Optional.empty();
    };
  }
}
