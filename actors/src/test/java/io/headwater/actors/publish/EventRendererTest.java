package io.headwater.actors.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Value;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.junit.jupiter.api.Test;

class EventRendererTest {

  private static final ResourceType WIDGET = new ResourceType("widget");
  private static final ResourceMapping MAPPING =
      new ResourceMapping(
          WIDGET,
          "shop",
          new ResourceMapping.Root(
              new TableName("public", "widgets"),
              List.of("id"),
              List.of(
                  new ResourceMapping.Field("id", "id"),
                  new ResourceMapping.Field("name", "name"))),
          List.of());
  private static final EventHeader HEADER =
      new EventHeader(
          new ResourceKey(WIDGET, ResourceId.of(Value.of(42))),
          7,
          new Provenance("shop", "0/1", Optional.of("571"), Instant.EPOCH),
          false,
          Map.of("headwater.changes.shop-0", 5L));
  private static final Instant PERSISTED_AT = Instant.parse("2026-11-20T09:11:00.123Z");

  private static final StateRecords RECORDS = new StateRecords(Map.of());

  private final EventRenderer renderer =
      new EventRenderer("some-journal", List.of(MAPPING), RECORDS);

  @Test
  void aReplacedStateIsRenderedFromItsRows() {
    Publication publication =
        renderer.publication(
            envelope(replaced(rows(Map.of("id", Value.of(42), "name", Value.of("A"))))));

    assertThat(publication.refused()).isEmpty();
    assertThat(publication.offset()).isEqualTo(Offset.sequence(99));
    assertThat(publication.persistedAt()).isEqualTo(PERSISTED_AT);
    assertThat(publication.states())
        .singleElement()
        .satisfies(
            state ->
                assertThat(state.value().orElseThrow().toString())
                    .contains("\"version\":7")
                    .endsWith("\"resource\":{\"id\":42,\"name\":\"A\"}}"));
  }

  @Test
  void aDeletionIsADeleteRecordAndATombstone() {
    Publication publication =
        renderer.publication(
            envelope(new ResourceEvent.ResourceDeleted(HEADER, ResourceRows.empty())));

    assertThat(publication.states()).hasSize(2);
    assertThat(publication.states().getLast().value()).isEmpty();
  }

  @Test
  void rowsWithoutADocumentPublishNothingAndMoveTheOffset() {
    Publication publication =
        renderer.publication(
            envelope(
                new ResourceEvent.RowsReplaced(HEADER, ResourceRows.empty(), Optional.empty())));

    assertThat(publication.states()).isEmpty();
    assertThat(publication.refused()).isEmpty();
    assertThat(publication.offset()).isEqualTo(Offset.sequence(99));
  }

  @Test
  void whatTheMappingCannotRenderAnyMoreIsRefusedWithItsRows() {
    Publication publication =
        renderer.publication(envelope(replaced(rows(Map.of("id", Value.of(42))))));

    assertThat(publication.states()).isEmpty();
    assertThat(publication.refused().orElseThrow())
        .satisfies(
            refused -> {
              assertThat(refused.stage()).isEqualTo("publish");
              assertThat(refused.subject()).isEqualTo("widget/42");
              assertThat(refused.reason()).contains("name");
              assertThat(refused.position()).isEqualTo("some-journal/widget|42/3");
              assertThat(refused.payload().toString()).contains("\"id\":42");
            });
  }

  @Test
  void aTypeWithoutAMappingIsRefused() {
    EventRenderer without = new EventRenderer("some-journal", List.of(), RECORDS);

    Publication publication =
        without.publication(envelope(replaced(rows(Map.of("id", Value.of(42))))));

    assertThat(publication.refused().orElseThrow().reason()).contains("mend:");
  }

  @Test
  void whatIsNoResourceEventEndsThePublishing() {
    assertThatThrownBy(() -> renderer.publication(envelope("text")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("event 3 of widget|42 in some-journal is a java.lang.String");
  }

  private static ResourceEvent replaced(ResourceRows rows) {
    return new ResourceEvent.StateReplaced(HEADER, rows, false, "digest", Optional.empty());
  }

  private static ResourceRows rows(Map<String, Value> columns) {
    return new ResourceRows(
        Map.of(ResourceMapping.ROOT, new TreeMap<>(Map.of("42", new Value.Obj(columns)))));
  }

  private static EventEnvelope envelope(Object event) {
    return EventEnvelope.apply(
        Offset.sequence(99), "widget|42", 3, event, PERSISTED_AT.toEpochMilli());
  }
}
