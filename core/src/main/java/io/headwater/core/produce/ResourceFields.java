package io.headwater.core.produce;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.ObjectRunReader;
import io.headwater.core.binary.ObjectRunWriter;
import io.headwater.core.json.Value;
import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceKey;
import io.headwater.core.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The binary form of what belongs to a resource, for the journal and between nodes.
 *
 * <p>Maps without an order of their own are written in the order of their keys, so that equal
 * records are equal bytes. The form is described in {@code docs/journal-format.md}; a change of it
 * is a new version of every record that holds it.
 */
public final class ResourceFields {

  private static final int ABSENT = 1;
  private static final int LIVE = 2;
  private static final int DELETED = 3;
  private static final int INCOMPLETE = 4;

  private static final int MIN_APPLIED_BYTES = 2;
  private static final int MIN_RELATION_BYTES = 2;
  private static final int MIN_ROW_BYTES = 2;

  private ResourceFields() {}

  /** Writes the type's name, then the id as a value. */
  public static void writeKey(BinaryWriter out, ResourceKey key) {
    out.text(key.type().name());
    out.value(key.id().json());
  }

  /** Reads a resource key. */
  public static ResourceKey readKey(BinaryReader in) {
    ResourceType type = readType(in);
    int at = in.offset();
    Value id = in.value();
    if (id.isNull()) {
      throw in.malformed(at, "null identifies no resource");
    }
    return new ResourceKey(type, ResourceId.of(id));
  }

  private static ResourceType readType(BinaryReader in) {
    int at = in.offset();
    String name = in.name();
    try {
      return new ResourceType(name);
    } catch (IllegalArgumentException e) {
      // Its message quotes the name, which here may be anything.
      throw in.malformed(at, "no name of a resource type");
    }
  }

  /** Writes source, position, transaction (may be absent) and timestamp. */
  public static void writeProvenance(BinaryWriter out, Provenance provenance) {
    out.text(provenance.source());
    out.text(provenance.position());
    out.optionalText(provenance.transaction());
    out.instant(provenance.timestamp());
  }

  /** Reads a provenance. */
  public static Provenance readProvenance(BinaryReader in) {
    return new Provenance(in.name(), in.text(), in.optionalText(), in.instant());
  }

  /** Writes the number of change log partitions, then each one's name and offset. */
  public static void writeApplied(BinaryWriter out, Map<String, Long> applied) {
    out.varint(applied.size());
    for (Map.Entry<String, Long> entry : inOrder(applied)) {
      out.text(entry.getKey());
      out.zigzag(entry.getValue());
    }
  }

  /** Reads applied offsets by change log partition. */
  public static Map<String, Long> readApplied(BinaryReader in) {
    int at = in.offset();
    int count = in.count(MIN_APPLIED_BYTES);
    if (count == 1) {
      return Map.of(in.name(), in.zigzag());
    }
    Map<String, Long> applied = new HashMap<>();
    for (int i = 0; i < count; i++) {
      applied.put(in.name(), in.zigzag());
    }
    if (applied.size() != count) {
      throw in.malformed(at, "two offsets of one change log partition");
    }
    return applied;
  }

  /**
   * Writes the number of relations, then for each its name, its number of rows and these: the row
   * key and the row, which has the names of its columns only where they change.
   */
  public static void writeRows(BinaryWriter out, ResourceRows rows) {
    out.varint(rows.relations().size());
    for (Map.Entry<String, Map<String, Value.Obj>> relation : inOrder(rows.relations())) {
      out.text(relation.getKey());
      out.varint(relation.getValue().size());
      ObjectRunWriter run = new ObjectRunWriter(out);
      for (Map.Entry<String, Value.Obj> row : relation.getValue().entrySet()) {
        out.text(row.getKey());
        run.write(row.getValue());
      }
    }
  }

  /** Reads rows. */
  public static ResourceRows readRows(BinaryReader in) {
    int at = in.offset();
    int count = in.count(MIN_RELATION_BYTES);
    if (count == 0) {
      return ResourceRows.empty();
    }
    if (count == 1) {
      return new ResourceRows(Map.of(in.name(), readRelation(in)));
    }
    Map<String, Map<String, Value.Obj>> relations = new HashMap<>();
    for (int i = 0; i < count; i++) {
      relations.put(in.name(), readRelation(in));
    }
    if (relations.size() != count) {
      throw in.malformed(at, "two relations of one name");
    }
    return new ResourceRows(relations);
  }

  private static Map<String, Value.Obj> readRelation(BinaryReader in) {
    int at = in.offset();
    int count = in.count(MIN_ROW_BYTES);
    List<String> keys = new ArrayList<>();
    List<Value.Obj> rows = new ArrayList<>();
    ObjectRunReader run = new ObjectRunReader(in);
    for (int i = 0; i < count; i++) {
      keys.add(in.text());
      rows.add(run.read());
    }
    SortedRows sorted = SortedRows.of(keys, rows);
    if (sorted.size() != count) {
      throw in.malformed(at, "two rows of one key");
    }
    return sorted;
  }

  /** Writes the kind of the state (1 absent, 2 live, 3 deleted, 4 incomplete), then its fields. */
  public static void writeState(BinaryWriter out, ResourceState state) {
    switch (state) {
      case ResourceState.Absent ignored -> out.octet(ABSENT);
      case ResourceState.Live live -> {
        out.octet(LIVE);
        out.varint(live.version());
        out.hexText(live.digest());
      }
      case ResourceState.Deleted deleted -> {
        out.octet(DELETED);
        out.varint(deleted.version());
      }
      case ResourceState.Incomplete incomplete -> {
        out.octet(INCOMPLETE);
        out.varint(incomplete.version());
        out.bool(incomplete.digest().isPresent());
        incomplete.digest().ifPresent(out::hexText);
      }
    }
    writeApplied(out, state.applied());
    if (!(state instanceof ResourceState.Incomplete)) {
      writeRows(out, state.rows());
    }
  }

  /** Reads a state. */
  public static ResourceState readState(BinaryReader in) {
    int at = in.offset();
    int kind = in.octet();
    return switch (kind) {
      case ABSENT -> new ResourceState.Absent(readApplied(in), readRows(in));
      case LIVE -> {
        long version = in.varint();
        String digest = in.hexText();
        yield new ResourceState.Live(version, readApplied(in), readRows(in), digest);
      }
      case DELETED -> new ResourceState.Deleted(in.varint(), readApplied(in), readRows(in));
      case INCOMPLETE -> {
        long version = in.varint();
        Optional<String> digest = in.bool() ? Optional.of(in.hexText()) : Optional.empty();
        yield new ResourceState.Incomplete(version, readApplied(in), digest);
      }
      default ->
          throw in.malformed(
              at,
              "a kind of state (%d) that this version of Headwater does not know".formatted(kind));
    };
  }

  private static <T> Set<Map.Entry<String, T>> inOrder(Map<String, T> map) {
    return map.size() < 2 ? map.entrySet() : new TreeMap<>(map).entrySet();
  }
}
