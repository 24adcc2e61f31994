package io.headwater.client.consumer;

/** What the phases of one consumer share. */
record ConsumerParts(
    String type,
    ConsumerSettings settings,
    SinkCalls sink,
    Providers providers,
    CircuitBreaker breaker,
    Waits waits,
    ConsumerStatus status) {}
