package io.headwater.capture.normalize.debezium;

import static io.headwater.capture.normalize.debezium.DebeziumRecords.TOPIC;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.event;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.object;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.on;
import static io.headwater.capture.normalize.debezium.DebeziumRecords.raw;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.capture.ChangeEvent;
import io.headwater.core.capture.ChangeType;
import io.headwater.core.capture.EngineVersion;
import io.headwater.core.capture.Origin;
import io.headwater.core.capture.TransactionMark;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FlatRowsTest {

  private static final TableName WIDGETS = new TableName("public", "widgets");
  private static final DebeziumSettings DEFAULTS = DebeziumSettings.of("shop");

  private final DebeziumJsonNormalizer normalizer = new DebeziumJsonNormalizer(DEFAULTS);
  private final DebeziumJsonNormalizer ofKnownTopic =
      new DebeziumJsonNormalizer(
          new DebeziumSettings(
              "shop",
              DEFAULTS.placeholder(),
              DEFAULTS.addedFieldsPrefix(),
              Map.of(TOPIC, WIDGETS),
              Map.of(),
              Map.of()));

  @Test
  void takesTheAddedFieldsOutOfTheRow() {
    assertThat(
            normalizer.normalize(
                raw(
                    "{\"id\":1}",
                    """
                    {"id":1,"__op":"u","__deleted":"false","__connector":"postgresql",\
                    "__version":"3.5.0.Final","__db":"shop","__schema":"public","__table":"widgets",\
                    "__txId":571,"__source_lsn":24023128,"__source_ts_ms":1763629860123,\
                    "__transaction_id":"571:24023128","__transaction_total_order":2,"__ts_ms":9}""")))
        .containsExactly(
            new Normalization.Normalized(
                new ChangeEvent(
                    Instant.ofEpochMilli(1763629860123L),
                    ChangeType.UPDATE,
                    object("{\"id\":1}"),
                    Optional.empty(),
                    Optional.of(object("{\"id\":1}")),
                    new Origin("shop", "PostgreSQL", "shop", WIDGETS, "0/16E9058"),
                    Optional.of(new TransactionMark("571:24023128", 1, false)),
                    false,
                    new EngineVersion("debezium", "postgresql", "3.5.0.Final"))));
  }

  @Test
  void deletesARewrittenRow() {
    ChangeEvent event =
        event(
            normalizer
                .normalize(
                    raw(
                        "{\"id\":1}",
                        "{\"id\":1,\"name\":null,\"owner\":7,\"__deleted\":\"true\",\"__table\":\"widgets\",\"__schema\":\"public\"}"))
                .getFirst());
    assertThat(event.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(event.key()).isEqualTo(object("{\"id\":1}"));
    // Without the connector's name the row may hold what was not logged.
    assertThat(event.before()).contains(object("{\"id\":1,\"owner\":7}"));
  }

  @Test
  void readsABareRowOfAKnownTopic() {
    ChangeEvent event =
        event(ofKnownTopic.normalize(raw("{\"id\":1}", "{\"id\":1,\"n\":null}")).getFirst());
    assertThat(event.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(event.after()).contains(object("{\"id\":1,\"n\":null}"));
    assertThat(event.source())
        .isEqualTo(new Origin("shop", "unknown", "unknown", WIDGETS, TOPIC + "-3@77"));
    assertThat(normalizer.normalize(raw("{\"id\":1}", "{\"id\":1}")).getFirst())
        .isInstanceOf(Normalization.Refused.class);
  }

  @Test
  void updatesWithARowThatHasAPlaceholder() {
    ChangeEvent event =
        event(
            ofKnownTopic
                .normalize(raw("{\"id\":1}", "{\"id\":1,\"n\":\"__debezium_unavailable_value\"}"))
                .getFirst());
    assertThat(event.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(event.after()).contains(object("{\"id\":1}"));
  }

  @Test
  void deletesByTombstoneOnlyWhereTheTopicIsKnown() {
    Optional<Bytes> key = Optional.of(Bytes.utf8("{\"id\":1}"));
    ChangeEvent event = event(ofKnownTopic.normalize(on(TOPIC, key, Optional.empty())).getFirst());
    assertThat(event.changeType()).isEqualTo(ChangeType.DELETE);
    assertThat(event.key()).isEqualTo(object("{\"id\":1}"));
    assertThat(event.before()).isEmpty();
    assertThat(ofKnownTopic.normalize(on(TOPIC, Optional.empty(), Optional.empty())))
        .containsExactly(new Normalization.Skipped("tombstone"));
    assertThat(normalizer.normalize(on(TOPIC, key, Optional.empty())))
        .containsExactly(new Normalization.Skipped("tombstone"));
  }

  @Test
  void readsARowWithSchemaPart() {
    String value =
        """
        {"schema":{"type":"struct","fields":[{"type":"int32","optional":false,"field":"id"},\
        {"type":"int32","optional":true,"name":"io.debezium.time.Date","field":"made"},\
        {"type":"string","optional":true,"field":"__deleted"}],"optional":false,"name":"w.Value"},\
        "payload":{"id":1,"made":20000,"__deleted":"false"}}""";
    assertThat(event(ofKnownTopic.normalize(raw("{\"id\":1}", value)).getFirst()).after())
        .contains(object("{\"id\":1,\"made\":\"2024-10-04\"}"));
  }

  @Test
  void takesTheSourcesTimeBeforeThatOfTheConnector() {
    ChangeEvent event =
        event(
            normalizer
                .normalize(
                    raw(
                        "{\"id\":1}",
                        "{\"id\":1,\"__op\":\"c\",\"__ts_us\":9,\"__ts_ms\":9,\"__source_ts_ms\":1763629860123,\"__table\":\"widgets\",\"__schema\":\"public\"}"))
                .getFirst());

    assertThat(event.timestamp()).isEqualTo(Instant.ofEpochMilli(1763629860123L));
  }

  /** Only a topic whose table is known has such rows; elsewhere these words are the connector's. */
  @Test
  void readsColumnsThatAreNamedAsTheConnectorsOwnMembers() {
    for (String row :
        List.of(
            "{\"id\":\"a\",\"status\":\"END\",\"event_count\":1}",
            "{\"id\":\"a\",\"op\":\"surgery\",\"source\":\"web\"}",
            "{\"id\":\"a\",\"source\":{},\"ddl\":\"\"}",
            "{\"id\":\"a\",\"aggregate_type\":\"\",\"additional_data\":{}}")) {
      assertThat(event(ofKnownTopic.normalize(raw("{\"id\":\"a\"}", row)).getFirst()).after())
          .contains(object(row));
    }
  }

  @Test
  void readsARowWithAStatusThatTellsItsTable() {
    assertThat(
            event(
                    normalizer
                        .normalize(
                            raw(
                                "{\"id\":\"a\"}",
                                "{\"id\":\"a\",\"status\":\"END\",\"__schema\":\"public\",\"__table\":\"widgets\"}"))
                        .getFirst())
                .after())
        .contains(object("{\"id\":\"a\",\"status\":\"END\"}"));
  }

  @Test
  void replacesADocumentUnlessItsRemovedMembersAreTold() {
    String key = "{\"id\":\"596e275826f08b2730779e1f\"}";
    ChangeEvent replaced =
        event(
            ofKnownTopic
                .normalize(
                    raw(key, "{\"_id\":\"596e275826f08b2730779e1f\",\"a\":1,\"__op\":\"u\"}"))
                .getFirst());
    ChangeEvent updated =
        event(
            ofKnownTopic
                .normalize(
                    raw(
                        key,
                        "{\"_id\":\"596e275826f08b2730779e1f\",\"a\":1,\"__op\":\"u\",\"__updateDescription_removedFields\":[\"b\",\"c.d\"]}"))
                .getFirst());

    assertThat(replaced.changeType()).isEqualTo(ChangeType.CREATE);
    assertThat(replaced.key()).isEqualTo(object("{\"_id\":\"596e275826f08b2730779e1f\"}"));
    assertThat(updated.changeType()).isEqualTo(ChangeType.UPDATE);
    assertThat(updated.after())
        .contains(object("{\"_id\":\"596e275826f08b2730779e1f\",\"a\":1,\"b\":null}"));
  }
}
