package io.headwater.actors.produce;

import io.headwater.core.json.Value;
import io.headwater.core.produce.ChangeLogPartition;
import io.headwater.core.produce.CommandLedger;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceChange;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.RowChange;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import io.headwater.core.resource.TableName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Widgets of one table, and changes of them. */
final class Widgets {

  static final ResourceType TYPE = new ResourceType("widget");
  static final ResourceMapping MAPPING =
      new ResourceMapping(
          TYPE,
          "shop",
          new ResourceMapping.Root(
              new TableName("public", "widgets"),
              List.of("id"),
              List.of(
                  new ResourceMapping.Field("id", "id"),
                  new ResourceMapping.Field("name", "name"))),
          List.of());

  static final ChangeLogPartition LOG =
      new ChangeLogPartition("headwater.changes.shop-0", "topic-1");

  private Widgets() {}

  static ResourceKey key(long id) {
    return new ResourceKey(TYPE, ResourceId.of(Value.of(id)));
  }

  static ResourceChange named(long offset, long id, String name) {
    return change(
        offset,
        new RowChange.Put(
            ResourceMapping.ROOT,
            Long.toString(id),
            new Value.Obj(Map.of("id", Value.of(id), "name", Value.of(name)))));
  }

  static ResourceChange removed(long offset, long id) {
    return change(offset, new RowChange.Remove(ResourceMapping.ROOT, Long.toString(id)));
  }

  /** As {@link #named}, with a further column that no document has. */
  static ResourceChange wide(long offset, long id, String name, int characters) {
    return change(
        offset,
        new RowChange.Put(
            ResourceMapping.ROOT,
            Long.toString(id),
            new Value.Obj(
                Map.of(
                    "id",
                    Value.of(id),
                    "name",
                    Value.of(name),
                    "wide",
                    Value.of("x".repeat(characters))))));
  }

  static CommandLedger.Command command(long id, ResourceChange... changes) {
    return new CommandLedger.Command(key(1), id, List.of(changes));
  }

  private static ResourceChange change(long offset, RowChange row) {
    return new ResourceChange(
        LOG.at(offset),
        new Provenance("shop", "0/" + offset, Optional.of("tx" + offset), Instant.EPOCH),
        false,
        List.of(row));
  }
}
