package io.headwater.actors.publish;

import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.publish.StateRecords;
import io.headwater.core.resource.ResourceType;
import java.util.List;
import java.util.Map;

/**
 * What the publisher of a journal is made of.
 *
 * @param settings read journal and limits
 * @param mappings every mapping
 * @param records makes the state records
 * @param kafka properties of the producer and the consumers
 * @param meters metrics
 */
public record PublishParts(
    PublishSettings settings,
    List<ResourceMapping> mappings,
    StateRecords records,
    Map<String, String> kafka,
    PublishMeters meters) {
  public PublishParts {
    mappings = List.copyOf(mappings);
    kafka = Map.copyOf(kafka);
  }

  List<ResourceType> types() {
    return mappings.stream().map(ResourceMapping::type).toList();
  }

  /** Names the read journal only: the properties may hold secrets. */
  @Override
  public String toString() {
    return "PublishParts[" + settings + "]";
  }
}
