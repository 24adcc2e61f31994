package io.headwater.capture.normalize.datastream;

import io.headwater.capture.normalize.raw.Rows;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What the events of a stream may not tell.
 *
 * @param keys the key columns of tables whose events name none
 */
public record DatastreamSettings(Map<TableName, List<String>> keys) {

  public DatastreamSettings {
    keys = Rows.copyOf(keys);
  }

  /** Nothing is known. */
  public static DatastreamSettings defaults() {
    return new DatastreamSettings(Map.of());
  }
}
