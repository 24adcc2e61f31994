package io.headwater.core.binary;

import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ObjectRunWriter} wrote. */
public final class ObjectRunReader {

  private final BinaryReader in;
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
    Map<String, Value> members =
        LinkedHashMap.newLinkedHashMap(BinaryReader.presize(current.size()));
    for (String name : current) {
      members.put(name, in.value(1));
    }
    if (members.size() != current.size()) {
      throw in.malformed(at, "an object with two members of one name");
    }
    return Value.Obj.owning(members);
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
