package io.headwater.core.produce;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.ObjectRunReader;
import io.headwater.core.binary.ObjectRunWriter;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The binary form of the changes that nodes send to a resource; see {@link ResourceFields}. */
public final class ChangeFields {

  private static final int PUT = 1;
  private static final int MERGE = 2;
  private static final int REMOVE = 3;

  private static final int MIN_ROW_CHANGE_BYTES = 3;
  private static final int MIN_CHANGE_BYTES = 10;

  private ChangeFields() {}

  /** Writes a change log partition's name and the offset in it. */
  public static void writeOffset(BinaryWriter out, ChangeLogOffset at) {
    out.text(at.partition());
    out.zigzag(at.offset());
  }

  /** Reads a place in the change log. */
  public static ChangeLogOffset readOffset(BinaryReader in) {
    return new ChangeLogOffset(in.name(), in.zigzag());
  }

  /** Writes a command: resource, id, number of changes and these. */
  public static void writeCommand(BinaryWriter out, CommandLedger.Command command) {
    ResourceFields.writeKey(out, command.resource());
    out.varint(command.id());
    out.varint(command.changes().size());
    for (ResourceChange change : command.changes()) {
      writeChange(out, change);
    }
  }

  /** Reads a command. */
  public static CommandLedger.Command readCommand(BinaryReader in) {
    ResourceKey resource = ResourceFields.readKey(in);
    long id = in.varint();
    int count = in.count(MIN_CHANGE_BYTES);
    List<ResourceChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(readChange(in));
    }
    return new CommandLedger.Command(resource, id, changes);
  }

  private static void writeChange(BinaryWriter out, ResourceChange change) {
    writeOffset(out, change.at());
    ResourceFields.writeProvenance(out, change.provenance());
    out.bool(change.partial());
    out.varint(change.replaces().size());
    change.replaces().stream().sorted().forEach(out::text);
    out.varint(change.rows().size());
    ObjectRunWriter run = new ObjectRunWriter(out);
    for (RowChange row : change.rows()) {
      writeRow(out, run, row);
    }
  }

  private static ResourceChange readChange(BinaryReader in) {
    ChangeLogOffset at = readOffset(in);
    Provenance provenance = ResourceFields.readProvenance(in);
    boolean partial = in.bool();
    Set<String> replaces = readNames(in);
    int count = in.count(MIN_ROW_CHANGE_BYTES);
    List<RowChange> rows = new ArrayList<>();
    ObjectRunReader run = new ObjectRunReader(in);
    for (int i = 0; i < count; i++) {
      rows.add(readRow(in, run));
    }
    return new ResourceChange(at, provenance, partial, replaces, rows);
  }

  private static Set<String> readNames(BinaryReader in) {
    int at = in.offset();
    int count = in.count(1);
    if (count == 0) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < count; i++) {
      names.add(in.name());
    }
    if (names.size() != count) {
      throw in.malformed(at, "one relation twice");
    }
    return names;
  }

  private static void writeRow(BinaryWriter out, ObjectRunWriter run, RowChange row) {
    switch (row) {
      case RowChange.Put put -> {
        writeRow(out, PUT, row);
        run.write(put.row());
      }
      case RowChange.Merge merge -> {
        writeRow(out, MERGE, row);
        run.write(merge.columns());
      }
      case RowChange.Remove ignored -> writeRow(out, REMOVE, row);
    }
  }

  private static void writeRow(BinaryWriter out, int kind, RowChange row) {
    out.octet(kind);
    out.text(row.relation());
    out.text(row.rowKey());
  }

  private static RowChange readRow(BinaryReader in, ObjectRunReader run) {
    int at = in.offset();
    int kind = in.octet();
    String relation = in.name();
    String rowKey = in.text();
    return switch (kind) {
      case PUT -> new RowChange.Put(relation, rowKey, run.read());
      case MERGE -> new RowChange.Merge(relation, rowKey, run.read());
      case REMOVE -> new RowChange.Remove(relation, rowKey);
      default ->
          throw in.malformed(
              at,
              "a kind of row change (%d) that this version of Headwater does not know"
                  .formatted(kind));
    };
  }
}
