package io.headwater.persistence.journal;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.produce.Document;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.Partitions;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.persistence.produce.ResourceEventCodec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Events and writes of widgets and gadgets. */
final class JournalSamples {

  static final int PARTITIONS = 4;
  static final ResourceType WIDGET = new ResourceType("widget");
  static final ResourceType GADGET = new ResourceType("gadget");

  private JournalSamples() {}

  static ResourceEvent.StateReplaced replaced(ResourceType type, String id, long version) {
    return replaced(type, id, version, "blue");
  }

  static ResourceEvent.StateReplaced replaced(
      ResourceType type, String id, long version, String color) {
    Document document =
        new Document(
            Bytes.utf8(
                "{\"id\":\"%s\",\"version\":%d,\"color\":\"%s\"}".formatted(id, version, color)));
    return new ResourceEvent.StateReplaced(
        header(type, id, version),
        rows(id, version),
        version == 1,
        document.digest(),
        Optional.of(document));
  }

  static ResourceEvent.ResourceDeleted deleted(ResourceType type, String id, long version) {
    return new ResourceEvent.ResourceDeleted(header(type, id, version), ResourceRows.empty());
  }

  static String persistenceId(ResourceType type, String id) {
    return type.name() + "|" + id;
  }

  static JournalWrite write(ResourceEvent event, long sequenceNr) {
    ResourceKey resource = event.header().resource();
    return JournalWrite.of(
        persistenceId(resource.type(), resource.id().text()),
        Partitions.of(resource.id().text(), PARTITIONS),
        List.of(JournalEntry.complete(sequenceNr, ResourceEventCodec.encode(event))),
        new StateRecords(Map.of()).of(event));
  }

  private static EventHeader header(ResourceType type, String id, long version) {
    return new EventHeader(
        new ResourceKey(type, ResourceId.of(Value.of(id))),
        version,
        new Provenance(
            "shop", "0/1A2B", Optional.of("571"), Instant.parse("2026-11-20T09:11:00.123Z")),
        false,
        Map.of("changes-0", version));
  }

  private static ResourceRows rows(String id, long version) {
    TreeMap<String, Value.Obj> rows = new TreeMap<>();
    rows.put(
        "[\"" + id + "\"]",
        new Value.Obj(Map.of("id", Value.of(id), "quantity", Value.of(version))));
    return new ResourceRows(Map.of("root", rows));
  }
}
