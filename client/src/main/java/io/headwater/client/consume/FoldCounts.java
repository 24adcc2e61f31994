package io.headwater.client.consume;

/** How often each {@link FoldOutcome} occurred in a {@link StateTable} since it was created. */
public record FoldCounts(
    long applied,
    long repeated,
    long outdated,
    long duplicates,
    long regressions,
    long tombstones) {}
