package io.headwater.bench.process;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times that several processes of this machine compare: microseconds of the wall clock. */
final class Stamps {

  private Stamps() {}

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static long now() {
    return micros(Instant.now());
  }
}
