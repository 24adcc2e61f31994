package io.headwater.core.binary;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ObjectRunWriter} wrote. */
public final class ObjectRunReader {

  private final BinaryReader in;
  private final ObjectBuilder object = new ObjectBuilder();
  private @Nullable List<String> names;

  /** Creates a reader for a run of objects that starts here. */
  public ObjectRunReader(BinaryReader in) {
    this.in = in;
  }

  /** Reads the next object. */
  public Value.Obj read() {
    int at = in.offset();
    List<String> current = names(at);
    in.checkedCount(at, current.size(), 1);
    for (int i = 0; i < current.size(); i++) {
      object.add(current.get(i), in.value(1));
    }
    return in.distinct(at, current.size(), object.build());
  }

  private List<String> names(int at) {
    long sign = in.varint();
    if (sign == 0) {
      if (names == null) {
        throw in.malformed(at, "the first object of a run has no names");
      }
      return names;
    }
    int count = in.checkedCount(at, sign - 1, 1);
    List<String> read = new ArrayList<>(BinaryReader.presize(count));
    for (int i = 0; i < count; i++) {
      read.add(in.name());
    }
    names = read;
    return read;
  }
}
