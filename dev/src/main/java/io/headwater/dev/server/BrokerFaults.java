package io.headwater.dev.server;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Catches the attempts of brokers in this JVM to end it.
 *
 * <p>Kafka's exit procedures are process-wide and do not tell which broker calls them, so a fault
 * is recorded for every running broker. The first fault of a broker stays.
 */
final class BrokerFaults {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerFaults.class);
  private static final Set<BrokerFaults> RUNNING = ConcurrentHashMap.newKeySet();

  private final AtomicReference<@Nullable BrokerFault> first = new AtomicReference<>();

  private BrokerFaults() {}

  /** Starts recording for one broker. */
  static BrokerFaults watch() {
    BrokerFaults faults = new BrokerFaults();
    RUNNING.add(faults);
    // Never reset: a thread of a stopped broker must not be able to end the JVM either.
    Exit.setExitProcedure(BrokerFaults::refuse);
    Exit.setHaltProcedure(BrokerFaults::refuse);
    return faults;
  }

  Optional<BrokerFault> first() {
    return Optional.ofNullable(first.get());
  }

  void record(BrokerFault fault) {
    first.compareAndSet(null, fault);
  }

  /** Ends recording; the first fault stays readable. */
  void unwatch() {
    RUNNING.remove(this);
  }

  private static void refuse(int statusCode, @Nullable String message) {
    String reason = message == null ? "in thread " + Thread.currentThread().getName() : message;
    BrokerExit exit = new BrokerExit(statusCode, reason);
    LOG.error("The embedded Kafka broker failed and wanted to end this process: {}", reason, exit);
    RUNNING.forEach(faults -> faults.record(new BrokerFault(statusCode, reason, exit)));
    // The caller relies on not coming back.
    throw exit;
  }

  /** Ends the broker thread that wanted to end the JVM. */
  private static final class BrokerExit extends RuntimeException {
    BrokerExit(int statusCode, String reason) {
      super("Kafka asked to exit with status " + statusCode + ": " + reason);
    }
  }
}
