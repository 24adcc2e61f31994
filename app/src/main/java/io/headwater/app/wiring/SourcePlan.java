package io.headwater.app.wiring;

import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.produce.Role;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What capture and produce need of one source.
 *
 * @param name the source's name
 * @param connector the connector's properties after the overlay; may hold secrets
 * @param tables the captured tables
 * @param rules what becomes of their columns
 * @param located the roles whose rows the log may name by their key alone
 */
public record SourcePlan(
    String name,
    Map<String, String> connector,
    List<TableName> tables,
    ColumnRules rules,
    Set<Role> located) {

  public SourcePlan {
    connector = Map.copyOf(connector);
    tables = List.copyOf(tables);
    located = Set.copyOf(located);
  }

  /** Without the connector's properties, which may hold secrets. */
  @Override
  public String toString() {
    return name + tables;
  }
}
