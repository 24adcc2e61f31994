package io.headwater.persistence.produce;

import io.headwater.core.json.Bytes;
import io.headwater.core.json.Value;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** One event of each version, as the files under {@code journal/} hold them. */
final class GoldenEvents {

  static final String DIGEST = "969b78cadf65014cb29445dbf7672769";

  private static final String CHANGE_LOG = "headwater.changes.shop-0@3vX0kQ8yTkS2mB4nD1rWzA";

  private GoldenEvents() {}

  /** By the stable name, which is the file's name too. */
  static Map<String, ResourceEvent> byName() {
    return Map.of(
        "resource.replaced.v1", replaced(),
        "resource.deleted.v1", deleted(),
        "resource.rows-replaced.v1", rowsReplaced(Optional.empty()),
        "resource.rows-dropped.v1", rowsDropped());
  }

  /** The bytes that a file spells in hexadecimal; blanks and line ends have no meaning. */
  static Bytes bytes(String name) {
    try (InputStream in = GoldenEvents.class.getResourceAsStream("/journal/" + name + ".hex")) {
      String hex =
          new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
      return Bytes.of(HexFormat.of().parseHex(hex.replaceAll("\\s", "")));
    } catch (IOException e) {
      throw new AssertionError(name, e);
    }
  }

  private static ResourceEvent replaced() {
    Value.Obj id = object("order_id", Value.of(7), "line", Value.of("a|b"));
    Map<String, Value> row = new LinkedHashMap<>(id.members());
    row.put("price", new Value.Num("0.10000000000000000000000000000000000001"));
    TreeMap<String, Value.Obj> colors = new TreeMap<>();
    colors.put("[1]", object("id", Value.of(1), "color", Value.of("grün 🟢")));
    colors.put("[2]", object("id", Value.of(2), "color", Value.ofNull()));
    return new ResourceEvent.StateReplaced(
        new EventHeader(
            new ResourceKey(new ResourceType("order-line"), ResourceId.of(id)),
            9007199254740993L,
            provenance("0/1A2B3C8", Optional.of("571"), "2026-11-20T09:11:00.123Z"),
            true,
            Map.of(CHANGE_LOG, 4711L)),
        new ResourceRows(
            Map.of(
                "root",
                new TreeMap<>(Map.of("[7,\"a|b\"]", new Value.Obj(row))),
                "colors",
                colors)),
        true,
        DIGEST,
        Optional.empty());
  }

  private static ResourceEvent deleted() {
    return new ResourceEvent.ResourceDeleted(
        new EventHeader(
            new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42))),
            8,
            provenance("0/1A2B3D0", Optional.of("572"), "2026-11-20T09:11:00Z"),
            false,
            Map.of(CHANGE_LOG, 4712L)),
        ResourceRows.empty());
  }

  static ResourceEvent.RowsReplaced rowsReplaced(Optional<String> digest) {
    return new ResourceEvent.RowsReplaced(
        new EventHeader(
            new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of("w-1"))),
            0,
            provenance("0/1A2B3D8", Optional.empty(), "2026-11-20T09:11:00.123Z"),
            false,
            Map.of()),
        new ResourceRows(
            Map.of(
                "colors", new TreeMap<>(Map.of("[1]", new Value.Obj(Map.of("id", Value.of(1))))))),
        digest);
  }

  private static ResourceEvent rowsDropped() {
    return new ResourceEvent.RowsDropped(
        new EventHeader(
            new ResourceKey(new ResourceType("widget"), ResourceId.of(Value.of(42))),
            8,
            provenance("0/1A2B3E0", Optional.of("573"), "2026-11-20T09:11:00Z"),
            false,
            Map.of(CHANGE_LOG, 4713L)),
        Optional.of(DIGEST));
  }

  private static Provenance provenance(
      String position, Optional<String> transaction, String timestamp) {
    return new Provenance("shop", position, transaction, Instant.parse(timestamp));
  }

  private static Value.Obj object(String name, Value value, String other, Value otherValue) {
    Map<String, Value> members = new LinkedHashMap<>();
    members.put(name, value);
    members.put(other, otherValue);
    return new Value.Obj(members);
  }
}
