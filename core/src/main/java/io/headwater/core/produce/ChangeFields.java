package io.headwater.core.produce;

import io.headwater.core.binary.BinaryReader;
import io.headwater.core.binary.BinaryWriter;
import io.headwater.core.binary.ObjectRunReader;
import io.headwater.core.binary.ObjectRunWriter;
import io.headwater.core.resource.ResourceKey;
import java.util.ArrayList;
import java.util.List;

/** The binary form of the changes that nodes send to a resource; see {@link ResourceFields}. */
public final class ChangeFields {

  private static final int PUT = 1;
  private static final int MERGE = 2;
  private static final int REMOVE = 3;
  private static final int CLEAR = 4;

  private static final int MIN_ROW_CHANGE_BYTES = 2;
  private static final int MIN_CHANGE_BYTES = 9;

  /** The forms of a command that can be read; the last one is written. */
  public enum Form {
    /** The relations that are cleared stand before the row changes. */
    V1,
    /** A relation is cleared by a row change of its own. */
    V2
  }

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
  public static CommandLedger.Command readCommand(BinaryReader in, Form form) {
    ResourceKey resource = ResourceFields.readKey(in);
    long id = in.varint();
    int count = in.count(MIN_CHANGE_BYTES);
    List<ResourceChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      changes.add(readChange(in, form));
    }
    return new CommandLedger.Command(resource, id, changes);
  }

  private static void writeChange(BinaryWriter out, ResourceChange change) {
    writeOffset(out, change.at());
    ResourceFields.writeProvenance(out, change.provenance());
    out.bool(change.partial());
    out.varint(change.rows().size());
    ObjectRunWriter run = new ObjectRunWriter(out);
    for (RowChange row : change.rows()) {
      writeRow(out, run, row);
    }
  }

  private static ResourceChange readChange(BinaryReader in, Form form) {
    ChangeLogOffset at = readOffset(in);
    Provenance provenance = ResourceFields.readProvenance(in);
    boolean partial = in.bool();
    List<RowChange> rows = new ArrayList<>();
    if (form == Form.V1) {
      int replaced = in.count(1);
      for (int i = 0; i < replaced; i++) {
        rows.add(new RowChange.Clear(in.name()));
      }
    }
    int count = in.count(MIN_ROW_CHANGE_BYTES);
    ObjectRunReader run = new ObjectRunReader(in);
    for (int i = 0; i < count; i++) {
      rows.add(readRow(in, run));
    }
    return new ResourceChange(at, provenance, partial, rows);
  }

  private static void writeRow(BinaryWriter out, ObjectRunWriter run, RowChange row) {
    switch (row) {
      case RowChange.Put put -> {
        writeRow(out, PUT, put);
        run.write(put.row());
      }
      case RowChange.Merge merge -> {
        writeRow(out, MERGE, merge);
        run.write(merge.columns());
      }
      case RowChange.Remove remove -> writeRow(out, REMOVE, remove);
      case RowChange.Clear clear -> {
        out.octet(CLEAR);
        out.text(clear.relation());
      }
    }
  }

  private static void writeRow(BinaryWriter out, int kind, RowChange.OfRow row) {
    out.octet(kind);
    out.text(row.relation());
    out.text(row.rowKey());
  }

  private static RowChange readRow(BinaryReader in, ObjectRunReader run) {
    int at = in.offset();
    int kind = in.octet();
    String relation = in.name();
    return switch (kind) {
      case PUT -> new RowChange.Put(relation, in.text(), run.read());
      case MERGE -> new RowChange.Merge(relation, in.text(), run.read());
      case REMOVE -> new RowChange.Remove(relation, in.text());
      case CLEAR -> new RowChange.Clear(relation);
      default ->
          throw in.malformed(
              at,
              "a kind of row change (%d) that this version of Headwater does not know"
                  .formatted(kind));
    };
  }
}
