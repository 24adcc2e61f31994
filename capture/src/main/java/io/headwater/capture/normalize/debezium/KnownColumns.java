package io.headwater.capture.normalize.debezium;

import io.headwater.core.json.ObjectBuilder;
import io.headwater.core.json.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * A row without what the source did not log.
 *
 * @param columns those with a value
 * @param unknown the names of the others
 */
record KnownColumns(Value.Obj columns, List<String> unknown) {

  KnownColumns {
    unknown = List.copyOf(unknown);
  }

  /**
   * The row's columns.
   *
   * @param isSuspicious whether a placeholder may be among them
   */
  static KnownColumns of(Value.Obj row, JsonPlaceholder placeholder, boolean isSuspicious) {
    if (!isSuspicious) {
      return new KnownColumns(row, List.of());
    }
    ObjectBuilder columns = new ObjectBuilder(row.size());
    List<String> unknown = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      if (placeholder.is(row.valueAt(i))) {
        unknown.add(row.nameAt(i));
      } else {
        columns.add(row.nameAt(i), row.valueAt(i));
      }
    }
    return new KnownColumns(columns.build(), unknown);
  }
}
