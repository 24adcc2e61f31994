package io.headwater.capture.capture;

import io.headwater.capture.normalize.Masking;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What an engine needs.
 *
 * @param vendor the kind of database
 * @param source the source's name
 * @param connector the connector's properties after the {@link ConnectorOverlay}
 * @param tables the captured tables, also empty ones
 * @param limits how much is held
 * @param masking which columns are masked, and the key for it
 */
public record EngineSettings(
    DatabaseVendor vendor,
    String source,
    Map<String, String> connector,
    List<TableName> tables,
    TransactionLimits limits,
    Masking masking) {

  /** Copies the collections. */
  public EngineSettings {
    connector = Map.copyOf(connector);
    tables = List.copyOf(tables);
  }

  /** Names the source only: properties may hold a password. */
  @Override
  public String toString() {
    return "EngineSettings[%s, source=%s, tables=%s, limits=%s]"
        .formatted(vendor, source, tables, limits);
  }
}
