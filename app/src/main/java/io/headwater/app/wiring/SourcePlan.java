package io.headwater.app.wiring;

import io.headwater.core.normalize.MaskRules;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;

/**
 * What capture needs of one source.
 *
 * @param name the source's name
 * @param connector the connector's properties after the overlay; may hold secrets
 * @param tables the captured tables
 * @param masks what is masked of them
 */
public record SourcePlan(
    String name, Map<String, String> connector, List<TableName> tables, MaskRules masks) {

  public SourcePlan {
    connector = Map.copyOf(connector);
    tables = List.copyOf(tables);
  }

  /** Without the connector's properties, which may hold secrets. */
  @Override
  public String toString() {
    return name + tables;
  }
}
