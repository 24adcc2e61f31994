package io.headwater.core.produce;

import io.headwater.core.resource.ResourceId;
import io.headwater.core.resource.ResourceType;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A row locator in memory. */
final class InMemoryRowLocator implements RowLocator {

  private final Map<Row, Set<ResourceId>> located = new HashMap<>();

  @Override
  public Set<ResourceId> holders(Row row) {
    return located.getOrDefault(row, Set.of());
  }

  @Override
  public void replace(Row row, Set<ResourceId> holders) {
    if (holders.isEmpty()) {
      located.remove(row);
    } else {
      located.put(row, Set.copyOf(holders));
    }
  }

  @Override
  public void clear(ResourceType type, String relation) {
    located.keySet().removeIf(row -> row.type().equals(type) && row.relation().equals(relation));
  }

  @Override
  public void close() {
    located.clear();
  }
}
