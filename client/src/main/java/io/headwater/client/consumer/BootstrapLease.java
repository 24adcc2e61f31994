package io.headwater.client.consumer;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the providers keep the deletions that a bootstrap will need, until it has caught up.
 *
 * <p>Without a lease a bootstrap that takes long may have to begin again, and nothing worse, so one
 * that cannot be had is done without, and asked for again later. It is not ended with the process:
 * the next one goes on from the same position.
 */
final class BootstrapLease {

  /** How long a lease lasts that nobody renews. */
  static final Duration LASTS = Duration.ofHours(1);

  /** After what time it is renewed, or asked for again. */
  static final Duration RENEWAL = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(BootstrapLease.class);

  private final String type;
  private final ConsumerSettings settings;
  private final Providers providers;
  private final Waits waits;
  private Optional<String> lease = Optional.empty();
  private Instant due = Instant.EPOCH;
  private boolean named;

  BootstrapLease(String type, ConsumerSettings settings, Providers providers, Waits waits) {
    this.type = type;
    this.settings = settings;
    this.providers = providers;
    this.waits = waits;
  }

  /** A bootstrap is under way, and stands there. */
  void hold(ConsumerPosition position) throws InterruptedException {
    // A token that lacks a partition would hold nothing of it; the first lease holds all of them.
    boolean whole = position.next().size() == position.partitions().size();
    Instant now = settings.clock().instant();
    if (now.isBefore(due) && (named || !whole)) {
      return;
    }
    due = now.plus(RENEWAL);
    named = whole;
    Optional<String> token = position.token().filter(any -> whole);
    Provider provider = providers.current();
    try {
      lease = Optional.of(waits.interruptible(() -> provider.lease(type, lease, token, LASTS)));
    } catch (ProviderException | StreamLostException e) {
      if (lease.isPresent()) {
        // It may have ended: the next one is a new one.
        due = now;
      }
      lease = Optional.empty();
      LOG.debug("Bootstrap of {} goes on without a lease: {}", type, e.getMessage());
    }
  }

  /** What was downloaded is followed from there, and has not caught up. */
  void renew(ConsumerPosition position) throws InterruptedException {
    if (lease.isPresent()) {
      hold(position);
    }
  }

  /** It has caught up. */
  void end() throws InterruptedException {
    due = Instant.EPOCH;
    named = false;
    if (lease.isEmpty()) {
      return;
    }
    String held = lease.get();
    lease = Optional.empty();
    Provider provider = providers.current();
    try {
      waits.interruptible(
          () -> {
            provider.endLease(type, held);
            return true;
          });
    } catch (ProviderException | StreamLostException e) {
      LOG.debug("The lease of {} ends by itself: {}", type, e.getMessage());
    }
  }
}
