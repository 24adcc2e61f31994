package io.headwater.core.produce;

import java.time.Instant;
import java.util.Optional;

/**
 * What made a change: the source transaction and the moment it was committed.
 *
 * @param source the source's name
 * @param position the source position of the transaction's last change to the resource
 * @param transaction the source transaction's id; empty for a source snapshot
 * @param timestamp the source's commit time
 */
public record Provenance(
    String source, String position, Optional<String> transaction, Instant timestamp) {}
