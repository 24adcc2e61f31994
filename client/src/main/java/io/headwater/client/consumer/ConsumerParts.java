package io.headwater.client.consumer;

import java.util.Optional;

/**
 * What the phases of one consumer share.
 *
 * @param lease empty when no lease reaches what is followed
 */
record ConsumerParts(
    String type,
    ConsumerSettings settings,
    SinkCalls sink,
    Providers providers,
    Optional<BootstrapLease> lease,
    CircuitBreaker breaker,
    Waits waits,
    ConsumerStatus status) {}
