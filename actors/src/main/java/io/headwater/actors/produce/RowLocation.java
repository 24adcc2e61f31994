package io.headwater.actors.produce;

import io.headwater.core.produce.HeldRows;
import io.headwater.core.produce.ResourceMapping;
import io.headwater.core.produce.Role;
import io.headwater.core.produce.RowLocator;
import io.headwater.core.produce.RowTracker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In which roles rows must be located, and how: those that were foreseen, and those whose events
 * have shown it since the process began.
 *
 * <p>A table whose events have their before images costs nothing. Thread-safe.
 */
public final class RowLocation {

  private static final Logger LOG = LoggerFactory.getLogger(RowLocation.class);

  private final Function<String, RowLocator> locators;
  private final HeldRows held;
  private final Map<String, Set<Role>> roles = new ConcurrentHashMap<>();

  /**
   * Location in the roles that are foreseen to need it.
   *
   * @param locators opens the empty locator of a change log partition, by the partition's name
   * @param held where rows are when the change log is read anew
   * @param foreseen by source, the roles of the tables that do not log whole rows
   */
  public RowLocation(
      Function<String, RowLocator> locators, HeldRows held, Map<String, Set<Role>> foreseen) {
    this.locators = locators;
    this.held = held;
    foreseen.forEach(this::learn);
  }

  /** From the next beginning of the source's stream on, the rows of these roles are followed. */
  void learn(String source, Set<Role> more) {
    roles.computeIfAbsent(source, absent -> ConcurrentHashMap.newKeySet()).addAll(more);
  }

  /** Finds where the rows of the learned roles are; blocks while the journal is read. */
  Following begin(String source, String partition, List<ResourceMapping> mappings) {
    Set<Role> learned = Set.copyOf(roles.getOrDefault(source, Set.of()));
    if (learned.isEmpty()) {
      return new Following(RowTracker.ofNothing(), Optional.empty());
    }
    long startedAt = System.nanoTime();
    RowLocator locator = locators.apply(partition);
    boolean isBuilt = false;
    try {
      RowTracker tracker = RowTracker.of(mappings, learned, locator, held);
      isBuilt = true;
      LOG.info(
          "the rows of {} are located, in {} ms; with REPLICA IDENTITY FULL they need not be",
          learned,
          (System.nanoTime() - startedAt) / 1_000_000);
      return new Following(tracker, Optional.of(locator));
    } finally {
      if (!isBuilt) {
        locator.close();
      }
    }
  }

  /** What a stream follows, from its beginning to its end. */
  record Following(RowTracker tracker, Optional<RowLocator> locator) implements AutoCloseable {
    @Override
    public void close() {
      locator.ifPresent(RowLocator::close);
    }
  }
}
