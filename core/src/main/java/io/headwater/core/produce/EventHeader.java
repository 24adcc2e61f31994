package io.headwater.core.produce;

import io.headwater.core.resource.ResourceKey;
import java.util.Map;

/**
 * What every resource event carries.
 *
 * @param resource the resource
 * @param version the version as consumers see it; grows with each published event
 * @param provenance the change that caused the event
 * @param partial whether more of the same source transaction follows
 * @param applied the highest change log offset applied, by change log partition as in {@link
 *     ChangeLogOffset}
 */
public record EventHeader(
    ResourceKey resource,
    long version,
    Provenance provenance,
    boolean partial,
    Map<String, Long> applied) {
  public EventHeader {
    applied = Map.copyOf(applied);
  }
}
