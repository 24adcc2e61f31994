package io.headwater.core.binary;

import io.headwater.core.json.Value;
import org.jspecify.annotations.Nullable;

/**
 * Writes objects that mostly have the members of the one before, such as the rows of a table: their
 * names are written once.
 *
 * <p>Form of an object: 0 when its members have the names of the object before, in the same order;
 * else one more than their number, then the names; in both cases the values follow.
 */
public final class ObjectRunWriter {

  private final BinaryWriter out;
  private Value.@Nullable Obj former;

  /** Creates a writer for a run of objects that starts here. */
  public ObjectRunWriter(BinaryWriter out) {
    this.out = out;
  }

  /** Writes the next object. */
  public void write(Value.Obj object) {
    if (former != null && object.hasNamesOf(former)) {
      out.varint(0);
    } else {
      out.varint(object.members().size() + 1L);
      object.members().keySet().forEach(out::text);
    }
    for (Value value : object.members().values()) {
      out.value(value, 1);
    }
    former = object;
  }
}
