package io.headwater.actors.publish;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Json;
import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import io.headwater.core.produce.DocumentRenderer;
import io.headwater.core.produce.Rendering;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.quarantine.PayloadForm;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.quarantine.RefusalCause;
import io.headwater.core.quarantine.RefusedInput;
import io.headwater.core.quarantine.Tries;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.persistence.query.EventEnvelope;

/**
 * Makes the state records of events that were read back, whose documents the rows determine.
 * Immutable, thread-safe.
 */
final class EventRenderer {

  private static final String STAGE = "publish";

  private final String readJournal;
  private final StateRecords records;
  private final Map<ResourceType, DocumentRenderer> renderers = new LinkedHashMap<>();

  EventRenderer(String readJournal, List<ResourceMapping> mappings, StateRecords records) {
    this.readJournal = readJournal;
    this.records = records;
    mappings.forEach(mapping -> renderers.put(mapping.type(), new DocumentRenderer(mapping)));
  }

  /**
   * What the event publishes; never throws for an event that cannot be published, but refuses it.
   *
   * @throws IllegalStateException when it is no resource event
   */
  Publication publication(EventEnvelope envelope) {
    if (!(envelope.event() instanceof ResourceEvent event)) {
      throw new IllegalStateException(
          "event %d of %s in %s is a %s, not a resource event; mend: give Headwater a journal of its own"
              .formatted(
                  envelope.sequenceNr(),
                  envelope.persistenceId(),
                  readJournal,
                  envelope.event().getClass().getName()));
    }
    return switch (event) {
      case ResourceEvent.StateReplaced replaced -> replaced(envelope, replaced);
      case ResourceEvent.ResourceDeleted deleted -> published(envelope, deleted);
      case ResourceEvent.RowsReplaced kept -> published(envelope, kept);
      case ResourceEvent.RowsDropped dropped -> published(envelope, dropped);
    };
  }

  private Publication replaced(EventEnvelope envelope, ResourceEvent.StateReplaced replaced) {
    ResourceKey resource = replaced.header().resource();
    Optional<DocumentRenderer> renderer = Optional.ofNullable(renderers.get(resource.type()));
    if (renderer.isEmpty()) {
      return refused(
          envelope,
          replaced,
          RefusalCause.NO_MAPPING,
          "no mapping has the type of this event; mend: add the mapping again, publish, then remove it");
    }
    return switch (renderer.get().render(replaced.rows())) {
      case Rendering.Rendered rendered ->
          published(
              envelope,
              new ResourceEvent.StateReplaced(
                  replaced.header(),
                  replaced.rows(),
                  replaced.created(),
                  replaced.digest(),
                  Optional.of(rendered.document())));
      case Rendering.NoRoot ignored ->
          refused(
              envelope,
              replaced,
              RefusalCause.UNFIT_ROWS,
              "the event's rows have no root row that counts; mend: find what changed the mapping's root");
      case Rendering.Unfit unfit ->
          refused(envelope, replaced, RefusalCause.UNFIT_ROWS, unfit.reason());
    };
  }

  private Publication published(EventEnvelope envelope, ResourceEvent event) {
    return new Publication(
        event, records.of(event), Optional.empty(), envelope.offset(), persistedAt(envelope));
  }

  private Publication refused(
      EventEnvelope envelope, ResourceEvent event, RefusalCause cause, String reason) {
    return new Publication(
        event,
        List.of(),
        Optional.of(
            new QuarantineRecord(
                event.header().provenance().source(),
                STAGE,
                cause,
                event.header().resource().toString(),
                reason,
                "%s/%s/%d".formatted(readJournal, envelope.persistenceId(), envelope.sequenceNr()),
                persistedAt(envelope),
                Bytes.of(Json.bytes(rows(event.rows()))),
                RefusedInput.of(PayloadForm.ROWS),
                Tries.firstAt(persistedAt(envelope)))),
        envelope.offset(),
        persistedAt(envelope));
  }

  /** The rows by relation and row key. */
  private static Value.Obj rows(ResourceRows rows) {
    ObjectBuilder relations = new ObjectBuilder();
    rows.relations()
        .forEach(
            (relation, held) -> {
              ObjectBuilder members = new ObjectBuilder(held.size());
              held.forEach(members::add);
              relations.add(relation, members.build());
            });
    return relations.build();
  }

  private static Instant persistedAt(EventEnvelope envelope) {
    return Instant.ofEpochMilli(envelope.timestamp());
  }
}
