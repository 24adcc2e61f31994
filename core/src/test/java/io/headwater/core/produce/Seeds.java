package io.headwater.core.produce;

import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;

/** The seeds of property tests; {@code -Dheadwater.seed} runs one alone. */
final class Seeds {

  private Seeds() {}

  static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** Runs a property with each seed; a failure tells the seed. */
  static void forEach(int count, LongConsumer property) {
    Long one = Long.getLong("headwater.seed");
    LongStream seeds = one == null ? LongStream.rangeClosed(1, count) : LongStream.of(one);
    seeds.forEach(
        seed -> {
          try {
            property.accept(seed);
          } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("fails with -Dheadwater.seed=" + seed, e);
          }
        });
  }
}
