package io.headwater.core.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The leases that are known. Thread-safe. */
public final class LeaseBook {

  /** The most leases that are given. */
  public static final int MAX_LEASES = 1_000;

  private final Map<String, Lease> leases = new ConcurrentHashMap<>();

  /** A lease was given, or has another form. */
  public void held(Lease lease) {
    leases.put(lease.id(), lease);
  }

  /** A lease was ended. */
  public void released(String id) {
    leases.remove(id);
  }

  /** A lease that has not ended. */
  public Optional<Lease> lease(String id, Instant now) {
    return Optional.ofNullable(leases.get(id)).filter(lease -> lease.expires().isAfter(now));
  }

  /** Whether no more may be given. */
  public boolean isFull(Instant now) {
    forgetEnded(now);
    return leases.size() >= MAX_LEASES;
  }

  /** The lowest offset of each partition from which on deletions have to be remembered. */
  public Map<Integer, Long> pinned(ResourceType type, String epoch, Instant now) {
    forgetEnded(now);
    Map<Integer, Long> pinned = new HashMap<>();
    for (Lease lease : leases.values()) {
      if (lease.type().equals(type) && lease.from().epoch().equals(epoch)) {
        lease.from().next().forEach((partition, from) -> pinned.merge(partition, from, Math::min));
      }
    }
    return pinned;
  }

  private void forgetEnded(Instant now) {
    leases.values().removeIf(lease -> !lease.expires().isAfter(now));
  }
}
