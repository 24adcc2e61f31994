package io.headwater.core.quarantine;

import java.time.Instant;

/**
 * The end of a quarantine record.
 *
 * @param source the source it came from
 * @param outcome how it left the quarantine
 * @param attempts how often it was tried
 * @param at when it left
 */
public record Settled(String source, RetryOutcome outcome, int attempts, Instant at) {}
