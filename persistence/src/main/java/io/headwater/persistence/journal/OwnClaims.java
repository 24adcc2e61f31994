package io.headwater.persistence.journal;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of this node's writer, and those of them that are still to be ended.
 *
 * <p>A claim that is made again is not to be ended any more. Making and ending exclude each other,
 * or an end that was decided on before would reach a claim that was made after it. Thread-safe; may
 * block as long as the log of claims does.
 */
final class OwnClaims {

  private static final Logger LOG = LoggerFactory.getLogger(OwnClaims.class);

  private final Claim.Claimant self;
  private final Claims claims;
  private final Set<Claim> toEnd = new HashSet<>();

  OwnClaims(Claim.Claimant self, Claims claims) {
    this.self = self;
    this.claims = claims;
  }

  /** This writer's claim to a partition. */
  Claim of(int partition) {
    return new Claim(partition, self);
  }

  /** Claims partitions, also those that it claims already: their claims become the latest. */
  synchronized void claim(Collection<Integer> partitions) {
    List<Claim> made = partitions.stream().map(this::of).toList();
    made.forEach(toEnd::remove);
    endNow();
    claims.claim(made);
  }

  /** Ends claims, now or, when that fails, before the next one is made or ended. */
  synchronized void end(Collection<Integer> partitions) {
    partitions.stream().map(this::of).forEach(toEnd::add);
    endNow();
  }

  /** Ends all claims of this writer; to be called when it has closed. */
  synchronized void endAll() {
    claims.release(claims.read().stream().filter(claim -> claim.claimant().equals(self)).toList());
  }

  private void endNow() {
    if (toEnd.isEmpty()) {
      return;
    }
    try {
      claims.release(List.copyOf(toEnd));
      toEnd.clear();
    } catch (JournalException e) {
      LOG.warn("claims of {} partitions are still to be ended", toEnd.size(), e);
    }
  }
}
