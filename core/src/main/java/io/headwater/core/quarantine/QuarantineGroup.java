package io.headwater.core.quarantine;

import java.time.Instant;
import java.util.Optional;

/**
 * The records of one source, stage and cause.
 *
 * @param count how many there are
 * @param first the earliest first refusal among those that are listed; empty when none is
 * @param last the latest refusal among those that are listed
 * @param example the id of one of them
 */
public record QuarantineGroup(
    String source,
    String stage,
    RefusalCause cause,
    long count,
    Optional<Instant> first,
    Optional<Instant> last,
    Optional<String> example) {}
