package io.headwater.app.wiring;

import io.headwater.capture.capture.DatabaseVendor;
import io.headwater.core.normalize.MaskRules;
import io.headwater.core.produce.Role;
import io.headwater.core.resource.TableName;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What capture and produce need of one source.
 *
 * @param name the source's name
 * @param vendor whose database it is
 * @param connector the connector's properties after the overlay; may hold secrets
 * @param tables the captured tables
 * @param masks what is masked of them
 * @param located the roles whose rows the log may name by their key alone
 */
public record SourcePlan(
    String name,
    DatabaseVendor vendor,
    Map<String, String> connector,
    List<TableName> tables,
    MaskRules masks,
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
