package io.headwater.bench.process;

import java.time.Duration;

/**
 * What a run puts on the journal.
 *
 * @param entities how many widgets there are
 * @param activeEntities how many of them are held in memory
 * @param inFlight how many commands are on their way at once
 * @param warmup how long changes are sent before anything is counted
 * @param measured how long is counted
 * @param partitions of the topics, and the number of shards
 */
record Load(
    int entities,
    int activeEntities,
    int inFlight,
    Duration warmup,
    Duration measured,
    int partitions) {

  static Load of(Arguments arguments, int entities, int activeEntities) {
    return new Load(
        arguments.number("entities", entities),
        arguments.number("active", activeEntities),
        arguments.number("in-flight", 2_000),
        Duration.ofSeconds(arguments.number("warmup", 30)),
        Duration.ofSeconds(arguments.number("seconds", 30)),
        arguments.number("partitions", 16));
  }
}
