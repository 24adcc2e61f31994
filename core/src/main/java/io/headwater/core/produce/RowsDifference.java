package io.headwater.core.produce;

import io.headwater.core.json.Value;
import java.util.List;
import java.util.Map;

/**
 * What became of a relation's rows.
 *
 * @param gone the rows that are there no more, or not as they were, in the keys' order
 * @param come the rows that are new, or not as they were, by row key, in the keys' order
 */
record RowsDifference(List<Value.Obj> gone, List<Map.Entry<String, Value.Obj>> come) {

  boolean isNone() {
    return gone.isEmpty() && come.isEmpty();
  }
}
