package io.headwater.persistence.journal;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A log of claims without a broker; ending claims can be made to fail, or to do something first.
 */
final class ClaimsInMemory implements Claims {

  private final Set<Claim> standing = new LinkedHashSet<>();
  private volatile Runnable beforeRelease = () -> {};

  /** Has this done before claims are ended; what it throws keeps them from being ended. */
  void beforeRelease(Runnable action) {
    beforeRelease = action;
  }

  void refuseReleases() {
    beforeRelease(
        () -> {
          throw new JournalException("the broker does not answer");
        });
  }

  void allowReleases() {
    beforeRelease(() -> {});
  }

  @Override
  public synchronized void claim(Collection<Claim> claims) {
    claims.forEach(standing::remove);
    standing.addAll(claims);
  }

  @Override
  public void release(Collection<Claim> claims) {
    if (claims.isEmpty()) {
      return;
    }
    beforeRelease.run();
    synchronized (this) {
      claims.forEach(standing::remove);
    }
  }

  @Override
  public synchronized List<Claim> read() {
    return List.copyOf(standing);
  }
}
