package io.headwater.capture.normalize.debezium;

import static io.headwater.capture.normalize.debezium.DebeziumRecords.event;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.object;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.Origin;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.EventIdentity;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MongoDocumentsTest {

  private static final String KEY = "{\"id\":\"{\\\"$oid\\\":\\\"596e275826f08b2730779e1f\\\"}\"}";

  private final DebeziumJsonNormalizer normalizer =
      new DebeziumJsonNormalizer(DebeziumSettings.of("shop"));

  private Normalization one(String operation, Value after, String update) {
    return normalizer
        .normalize(
            raw(
                KEY,
                """
                {"before":null,"after":%s,"updateDescription":%s,"source":{"version":"3.5.0.Final",\
                "connector":"mongodb","name":"shop","ts_ms":1763629860000,"db":"inventory",\
                "collection":"customers","ord":31,"lsid":null,"txnNumber":null},"op":"%s"}"""
                    .formatted(after.toJson(), update, operation)))
        .getFirst();
  }

  @Test
  void readsADocumentAndItsKey() {
    Normalization outcome =
        one(
            "c",
            Value.of(
                "{\"_id\":{\"$oid\":\"596e275826f08b2730779e1f\"},\"n\":{\"$numberLong\":\"9007199254740993\"}}"),
            "null");
    ChangeEvent event = event(outcome);
    assertThat(event.key()).isEqualTo(object("{\"_id\":\"596e275826f08b2730779e1f\"}"));
    assertThat(event.after())
        .contains(object("{\"_id\":\"596e275826f08b2730779e1f\",\"n\":9007199254740993}"));
    assertThat(event.source())
        .isEqualTo(
            new Origin(
                "shop",
                "MongoDB",
                "inventory",
                new TableName("inventory", "customers"),
                "1763629860:31"));
    assertThat(((Normalization.Normalized) outcome).identity())
        .contains(new EventIdentity("c/1763629860000/31"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"$numberInt":"42"} | 42
          {"$numberDouble":"1.5"} | 1.5
          {"$numberDouble":"-Infinity"} | "-Infinity"
          {"$numberDecimal":"1.50"} | 1.50
          {"$numberDecimal":"NaN"} | "NaN"
          {"$date":{"$numberLong":"1763629860120"}} | "2025-11-20T09:11:00.120Z"
          {"$date":1763629860000} | "2025-11-20T09:11:00Z"
          {"$date":"2025-11-20T09:11:00.12Z"} | "2025-11-20T09:11:00.120Z"
          {"$binary":{"base64":"3q0=","subType":"00"}} | "3q0="
          {"$binary":"3q0=","$type":"00"} | "3q0="
          {"$binary":{"base64":"oO68mZwLTvi7bWu5vTgKEQ==","subType":"04"}} | "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
          {"$timestamp":{"t":1,"i":2}} | {"$timestamp":{"t":1,"i":2}}
          {"$regularExpression":{"pattern":"a","options":"i"}} | {"$regularExpression":{"pattern":"a","options":"i"}}
          {"$ref":"c","$id":{"$oid":"596e275826f08b2730779e1f"}} | {"$ref":"c","$id":"596e275826f08b2730779e1f"}
          {"a":[{"$symbol":"s"},{"$minKey":1},null]} | {"a":["s",{"$minKey":1},null]}
          """)
  void readsExtendedJson(String extended, String plain) {
    assertThat(event(one("c", Value.of("{\"v\":" + extended + "}"), "null")).after())
        .contains(object("{\"v\":" + plain + "}"));
  }

  @Test
  void updatesByDescriptionWithoutADocument() {
    ChangeEvent event =
        event(
            one(
                "u",
                Value.ofNull(),
                "{\"removedFields\":[\"b\"],\"updatedFields\":\"{\\\"a\\\":{\\\"x\\\":1}}\",\"truncatedArrays\":null}"));

    assertThat(event.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(event.after())
        .contains(object("{\"_id\":\"596e275826f08b2730779e1f\",\"a\":{\"x\":1},\"b\":null}"));
  }

  /** An absent column of an update has not changed, and a document's removed members have. */
  @Test
  void tellsWhatAnUpdateHasRemovedFromAWholeDocument() {
    Value document = Value.of("{\"_id\":1,\"a\":1}");
    ChangeEvent described =
        event(one("u", document, "{\"removedFields\":[\"b\",\"a.c\"],\"updatedFields\":\"{}\"}"));
    ChangeEvent replaced = event(one("u", document, "null"));

    assertThat(described.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(described.after()).contains(object("{\"_id\":1,\"a\":1,\"b\":null}"));
    assertThat(replaced.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(replaced.after()).contains(object("{\"_id\":1,\"a\":1}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"updatedFields":"{\\"secret.x\\":1}"}
          {"removedFields":["secret.x"]}
          {"truncatedArrays":[{"field":"secret","size":1}]}
          """)
  void refusesAPartOfAMember(String update) {
    assertThat(one("u", Value.ofNull(), update))
        .isInstanceOfSatisfying(
            Normalization.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .contains("capture.mode=change_streams_update_full")
                    .doesNotContain("secret"));
  }
}
