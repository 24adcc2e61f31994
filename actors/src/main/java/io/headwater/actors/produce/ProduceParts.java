package io.headwater.actors.produce;

import io.headwater.core.produce.KnownResources;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.quarantine.Quarantine;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the produce stage is made of.
 *
 * @param settings limits
 * @param mappings every mapping
 * @param kafka properties of the consumers
 * @param staging makes the staging of a change log partition, by the partition's name
 * @param rows finds rows whose former owner the change log does not tell
 * @param known which resources exist
 * @param quarantine where refused input goes
 */
public record ProduceParts(
    ProduceSettings settings,
    List<ResourceMapping> mappings,
    Map<String, String> kafka,
    Function<String, SnapshotStaging> staging,
    RowLocation rows,
    KnownResources known,
    Quarantine quarantine) {
  public ProduceParts {
    mappings = List.copyOf(mappings);
    kafka = Map.copyOf(kafka);
  }
}
