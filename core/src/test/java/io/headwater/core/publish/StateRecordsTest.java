package io.headwater.core.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.contract.Contracts;
import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StateRecordsTest {

  private static final StateRecords RECORDS = new StateRecords(Map.of());
  private static final ResourceKey KEY =
      new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42)));
  private static final Document DOCUMENT =
      new Document(Bytes.utf8("{\"id\":42,\"name\":\"größe 😀\"}"));

  private static EventHeader header(
      ResourceKey key, boolean partial, Optional<String> transaction) {
    return new EventHeader(
        key,
        7,
        new Provenance("shop", "0/1A2B3C8", transaction, Instant.parse("2026-11-20T09:11:00.123Z")),
        partial,
        Map.of("p-0", 5L));
  }

  private static EventHeader header() {
    return header(KEY, false, Optional.of("571"));
  }

  private static ResourceEvent replaced(EventHeader header, boolean created) {
    return new ResourceEvent.StateReplaced(
        header, ResourceRows.empty(), created, DOCUMENT.digest(), Optional.of(DOCUMENT));
  }

  private static String value(ResourceEvent event) {
    return RECORDS.of(event).getFirst().value().orElseThrow().toString();
  }

  @Test
  void anUpdateIsTheWholeState() {
    assertThat(RECORDS.of(replaced(header(), false)))
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.resource()).isEqualTo(KEY);
              assertThat(it.value().orElseThrow())
                  .hasToString(
                      "{\"type\":\"widget\",\"operation\":\"update\",\"id\":42,\"version\":7,"
                          + "\"timestamp\":\"2026-11-20T09:11:00.123Z\","
                          + "\"source\":{\"name\":\"shop\",\"position\":\"0/1A2B3C8\",\"transaction\":\"571\"},"
                          + "\"resource\":{\"id\":42,\"name\":\"größe 😀\"}}");
            });
  }

  @Test
  void aCreationSaysSo() {
    assertThat(value(replaced(header(), true)))
        .startsWith("{\"type\":\"widget\",\"operation\":\"create\",\"id\":42,\"version\":7,");
  }

  @Test
  void aPartOfATransactionSaysSoBeforeTheResource() {
    assertThat(value(replaced(header(KEY, true, Optional.of("571")), false)))
        .contains("\"transaction\":\"571\"},\"partial\":true,\"resource\":{");
  }

  @Test
  void aSourceSnapshotHasNoTransaction() {
    assertThat(value(replaced(header(KEY, false, Optional.empty()), false)))
        .contains("\"source\":{\"name\":\"shop\",\"position\":\"0/1A2B3C8\"},\"resource\"");
  }

  @Test
  void aCompositeIdIsAnObject() {
    Map<String, Value> id = new LinkedHashMap<>();
    id.put("country", Value.of("de"));
    id.put("number", Value.of(7));
    ResourceKey composite =
        new ResourceKey(new ResourceType("order"), ResourceId.of(new Value.Obj(id)));

    assertThat(value(replaced(header(composite, false, Optional.empty()), false)))
        .contains("\"id\":{\"country\":\"de\",\"number\":7},\"version\"");
  }

  @Test
  void aDeleteIsARecordAndATombstone() {
    List<StateRecord> records =
        RECORDS.of(new ResourceEvent.ResourceDeleted(header(), ResourceRows.empty()));

    assertThat(records).hasSize(2);
    assertThat(records.get(0).value().orElseThrow())
        .hasToString(
            "{\"type\":\"widget\",\"operation\":\"delete\",\"id\":42,\"version\":7,"
                + "\"timestamp\":\"2026-11-20T09:11:00.123Z\","
                + "\"source\":{\"name\":\"shop\",\"position\":\"0/1A2B3C8\",\"transaction\":\"571\"},"
                + "\"resource\":null}");
    assertThat(records.get(1).value()).isEmpty();
    assertThat(records.get(1).resource()).isEqualTo(KEY);
    assertThat(records.get(1).headers())
        .isEqualTo(records.get(0).headers())
        .contains(
            StateRecord.Header.of("ce_type", "headwater.widget.delete"),
            StateRecord.Header.of(StateRecord.VERSION_HEADER, "7"));
  }

  @Test
  void theHeadersAreCloudEventsInAFixedOrder() {
    assertThat(RECORDS.of(replaced(header(), true)).getFirst().headers())
        .containsExactly(
            StateRecord.Header.of("ce_specversion", "1.0"),
            StateRecord.Header.of("ce_id", "widget/42/7"),
            StateRecord.Header.of("ce_source", "/headwater/shop"),
            StateRecord.Header.of("ce_type", "headwater.widget.create"),
            StateRecord.Header.of("ce_subject", "42"),
            StateRecord.Header.of("ce_time", "2026-11-20T09:11:00.123Z"),
            StateRecord.Header.of("content-type", "application/json"),
            StateRecord.Header.of("headwater_version", "7"),
            StateRecord.Header.of("headwater_contract_version", "0.0.0"));
  }

  @Test
  void everyRecordTellsItsContractAlsoDeletesAndTombstones() {
    StateRecords records =
        new StateRecords(
            Map.of(
                KEY.type(),
                Contracts.of(
                    "{'$id': 'https://example.com/schemas/widget', 'version': '2.1.0-rc.1'}"),
                new ResourceType("order"),
                Contracts.of("{'version': '9.0.0'}")));

    assertThat(
            Stream.of(
                    replaced(header(), true),
                    replaced(header(), false),
                    new ResourceEvent.ResourceDeleted(header(), ResourceRows.empty()))
                .flatMap(event -> records.of(event).stream()))
        .hasSize(4)
        .allSatisfy(
            it ->
                assertThat(it.headers())
                    .contains(
                        StateRecord.Header.of("headwater_contract_version", "2.1.0-rc.1"),
                        StateRecord.Header.of(
                            "ce_dataschema", "https://example.com/schemas/widget")));
  }

  @Test
  void aContractWithoutIdHasNoDataSchema() {
    StateRecords records =
        new StateRecords(Map.of(KEY.type(), Contracts.of("{'version': '1.0.0'}")));

    assertThat(records.of(replaced(header(), true)).getFirst().headers())
        .extracting(StateRecord.Header::name)
        .contains("headwater_contract_version")
        .doesNotContain("ce_dataschema");
  }

  @Test
  void keptRowsPublishNothing() {
    assertThat(
            RECORDS.of(
                new ResourceEvent.RowsReplaced(header(), ResourceRows.empty(), Optional.of("d"))))
        .isEmpty();
  }

  @Test
  void equalEventsAreEqualBytes() {
    assertThat(RECORDS.of(replaced(header(), false)))
        .isEqualTo(RECORDS.of(replaced(header(), false)))
        .isNotEqualTo(RECORDS.of(replaced(header(), true)));
  }

  @Test
  void anEventOfTheJournalIsNotPublished() {
    ResourceEvent stored =
        new ResourceEvent.StateReplaced(
            header(), ResourceRows.empty(), false, "d", Optional.empty());

    assertThatThrownBy(() -> RECORDS.of(stored))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an event of the journal is not published");
  }
}
