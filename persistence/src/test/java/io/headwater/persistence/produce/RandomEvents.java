package io.headwater.persistence.produce;

import io.headwater.core.json.Value;
import io.headwater.core.produce.EventHeader;
import io.headwater.core.produce.Provenance;
import io.headwater.core.produce.ResourceEvent;
import io.headwater.core.produce.ResourceRows;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Resource events of every kind. */
final class RandomEvents {

  private static final List<String> COLUMNS = List.of("id", "widget_id", "größe", "color", "x");

  private final RandomGenerator random;

  RandomEvents(RandomGenerator random) {
    this.random = random;
  }

  ResourceEvent event() {
    return switch (random.nextInt(4)) {
      case 0 ->
          new ResourceEvent.StateReplaced(
              header(), rows(), random.nextBoolean(), digest(), Optional.empty());
      case 1 -> new ResourceEvent.ResourceDeleted(header(), rows());
      case 2 ->
          new ResourceEvent.RowsDropped(
              header(), random.nextBoolean() ? Optional.of(digest()) : Optional.empty());
      default ->
          new ResourceEvent.RowsReplaced(
              header(), rows(), random.nextBoolean() ? Optional.of(digest()) : Optional.empty());
    };
  }

  private EventHeader header() {
    Map<String, Long> applied = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      applied.put("headwater.changes.shop-" + i, number());
    }
    return new EventHeader(
        new ResourceKey(
            new ResourceType("widget"), ResourceId.of(random.nextInt(3) == 0 ? row() : scalarId())),
        number(),
        new Provenance(
            text(),
            text(),
            random.nextBoolean() ? Optional.of(text()) : Optional.empty(),
            Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000))),
        random.nextBoolean(),
        applied);
  }

  private Value scalarId() {
    return random.nextBoolean() ? Value.of(number()) : Value.of(text());
  }

  private ResourceRows rows() {
    Map<String, Map<String, Value.Obj>> relations = new HashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Map<String, Value.Obj> rows = new HashMap<>();
      for (int j = random.nextInt(1, 6); j > 0; j--) {
        rows.put("[" + number() + "]", row());
      }
      relations.put("relation" + i, rows);
    }
    return new ResourceRows(relations);
  }

  private Value.Obj row() {
    Map<String, Value> members = new LinkedHashMap<>();
    for (String column : COLUMNS) {
      if (random.nextInt(8) > 0) {
        members.put(column, value());
      }
    }
    return new Value.Obj(members);
  }

  private Value value() {
    return switch (random.nextInt(6)) {
      case 0 -> Value.ofNull();
      case 1 -> Value.of(random.nextBoolean());
      case 2 -> Value.of(number());
      case 3 -> new Value.Num(number() + ".50");
      case 4 -> new Value.Arr(List.of(Value.of(text()), Value.of(number())));
      default -> Value.of(text());
    };
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  private String digest() {
    return random.nextInt(5) == 0 ? text() : "%032x".formatted(random.nextLong() & 0xFFFFFFFFL);
  }

  private String text() {
    return List.of("", "shop", "0/1A2B3C8", "grün 🟢", "a|b", "\uFFFD", "x".repeat(200))
        .get(random.nextInt(7));
  }
}
