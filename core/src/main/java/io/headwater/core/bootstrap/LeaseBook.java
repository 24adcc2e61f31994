package io.headwater.core.bootstrap;

import io.headwater.core.resource.ResourceType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The leases that are known. Thread-safe. */
public final class LeaseBook {

  /** The most leases that are given. */
  public static final int MAX_LEASES = 1_000;

  private final Map<String, Written> leases = new ConcurrentHashMap<>();
  private final Set<Lease> asked = ConcurrentHashMap.newKeySet();

  /** A lease and where it is written. */
  private record Written(Lease lease, long offset) {}

  /** A lease is about to be written: it pins at once, beside the form that it has so far. */
  public void asked(Lease lease) {
    asked.add(lease);
  }

  /** A lease that was asked for could not be written. */
  public void refused(Lease lease) {
    asked.remove(lease);
  }

  /**
   * A lease was given, or has another form.
   *
   * @param offset where it is written; an older form changes nothing
   */
  public void held(Lease lease, long offset) {
    Written written = new Written(lease, offset);
    leases.merge(lease.id(), written, (known, other) -> known.offset() > offset ? known : other);
    asked.remove(lease);
  }

  /**
   * A lease was ended.
   *
   * @param offset where that is written
   */
  public void released(String id, long offset) {
    leases.computeIfPresent(id, (key, known) -> known.offset() > offset ? known : null);
  }

  /** A lease that has not ended. */
  public Optional<Lease> lease(String id, Instant now) {
    return Optional.ofNullable(leases.get(id))
        .map(Written::lease)
        .filter(lease -> !lease.isEnded(now));
  }

  /** Whether no more may be given. */
  public boolean isFull(Instant now) {
    forgetEnded(now);
    return leases.size() + asked.size() >= MAX_LEASES;
  }

  /** The lowest offset of each partition from which on deletions have to be remembered. */
  public Map<Integer, Long> pinned(ResourceType type, String epoch, Instant now) {
    forgetEnded(now);
    Map<Integer, Long> pinned = new HashMap<>();
    // What is asked for first: a lease that becomes held meanwhile is then seen twice, not never.
    Stream.concat(asked.stream(), leases.values().stream().map(Written::lease))
        .filter(lease -> lease.type().equals(type) && lease.from().epoch().equals(epoch))
        .forEach(
            lease ->
                lease
                    .from()
                    .next()
                    .forEach((partition, from) -> pinned.merge(partition, from, Math::min)));
    return pinned;
  }

  /** Forgets the leases that have ended. */
  public void forgetEnded(Instant now) {
    leases.values().removeIf(written -> written.lease().isEnded(now));
    asked.removeIf(lease -> lease.isEnded(now));
  }
}
