package io.headwater.actors.produce;

import io.headwater.core.produce.RoutedChange;
import io.headwater.core.produce.SnapshotStaging;
import io.headwater.core.resource.ResourceKey;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A staging that is opened when it is first used: a source without snapshots, whose change log may
 * have many partitions, opens none. Used by one thread at a time.
 */
final class StagingOnDemand implements SnapshotStaging {

  private final Supplier<SnapshotStaging> opens;
  private Optional<SnapshotStaging> staging = Optional.empty();

  StagingOnDemand(Supplier<SnapshotStaging> opens) {
    this.opens = opens;
  }

  private SnapshotStaging staging() {
    SnapshotStaging open = staging.orElseGet(opens);
    staging = Optional.of(open);
    return open;
  }

  @Override
  public void clear() {
    staging().clear();
  }

  @Override
  public void stage(List<RoutedChange> changes) {
    staging().stage(changes);
  }

  @Override
  public boolean contains(ResourceKey resource) {
    return staging().contains(resource);
  }

  @Override
  public Iterator<StagedResource> resources() {
    return staging().resources();
  }

  @Override
  public void close() {
    staging.ifPresent(SnapshotStaging::close);
    staging = Optional.empty();
  }
}
