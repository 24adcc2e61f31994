package io.headwater.capture.normalize.maxwell;

import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What Maxwell's rows may not tell.
 *
 * @param kind the kind of database, {@code MySQL} or {@code MariaDB}
 * @param keys the key columns of tables whose rows come without {@code primary_key_columns} and
 *     without Maxwell's record key
 */
public record MaxwellSettings(String kind, Map<TableName, List<String>> keys) {

  public MaxwellSettings {
    keys = Rows.copyOf(keys);
  }

  /** MySQL, whose keys the records tell. */
  public static MaxwellSettings defaults() {
    return new MaxwellSettings("MySQL", Map.of());
  }
}
