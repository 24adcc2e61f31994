package io.headwater.actors.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.actors.bootstrap.ViewStanding.Stall;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewStandingTest {

  private static final Map<Integer, Long> UNKNOWN = Map.of();
  private static final long LIMIT = ViewStanding.STALL_LIMIT.toNanos();

  private static ViewStanding after(Map<Integer, Long> reached, Map<Integer, Long> ends) {
    return ViewStanding.beginning().at(reached, ends, 0);
  }

  @Test
  void whatOnePartitionHasReadBeyondItsKnownEndDoesNotCountForAnother() {
    ViewStanding standing = after(Map.of(0, 200L, 1, 0L), Map.of(0, 100L, 1, 100L));

    assertThat(standing.hasCaughtUp()).isFalse();
    assertThat(standing.hasReached(Map.of(0, 100L, 1, 100L))).isFalse();
    assertThat(standing.lag(Map.of(0, 100L, 1, 100L))).isEqualTo(100);
  }

  @Test
  void itHasCaughtUpWhenEveryPartitionHasBeenAtItsEndAsItWasKnownThen() {
    ViewStanding standing = after(Map.of(0, 90L, 1, 0L), Map.of(0, 100L, 1, 100L));
    standing = standing.at(Map.of(0, 100L, 1, 100L), Map.of(0, 150L, 1, 100L), 1);
    assertThat(standing.hasCaughtUp()).isFalse();

    // Under load the other one is behind again.
    standing = standing.at(Map.of(0, 150L, 1, 101L), Map.of(0, 150L, 1, 200L), 2);
    assertThat(standing.hasCaughtUp()).isTrue();
    assertThat(standing.hasReached(Map.of(0, 150L, 1, 101L))).isTrue();
    assertThat(standing.hasReached(Map.of(0, 150L, 1, 200L))).isFalse();
  }

  @Test
  void itHasNotCaughtUpWhileTheEndsAreUnknownOrPartitionsAreNotRead() {
    assertThat(after(Map.of(0, 100L), UNKNOWN).hasCaughtUp()).isFalse();
    assertThat(after(Map.of(0, 100L), Map.of(0, 100L, 1, 1L)).hasCaughtUp()).isFalse();
    assertThat(after(Map.of(0, 0L, 1, 0L), Map.of(0, 0L, 1, 0L)).hasCaughtUp()).isTrue();
  }

  @Test
  void whatIsBehindButMovesIsNotStalledHoweverLongItIsBehind() {
    ViewStanding standing = after(Map.of(0, 0L), Map.of(0, 0L));
    long now = 0;
    for (long next = 1; next < 100; next++) {
      now += LIMIT / 2;
      standing = standing.at(Map.of(0, next), Map.of(0, 1_000_000L), now);

      assertThat(standing.stall(now)).isEmpty();
    }
  }

  @Test
  void aPartitionThatStandsBeforeItsEndIsStalledThoughOthersMove() {
    ViewStanding standing =
        after(Map.of(0, 0L, 1, 7L), Map.of(0, 0L, 1, 7L))
            .at(Map.of(0, 1L, 1, 7L), Map.of(0, 1L, 1, 8L), LIMIT)
            .at(Map.of(0, 2L, 1, 7L), Map.of(0, 2L, 1, 8L), LIMIT + 1);

    assertThat(standing.stall(LIMIT)).isEmpty();
    assertThat(standing.stall(LIMIT + 1)).contains(new Stall(1, Duration.ofNanos(LIMIT + 1)));

    standing = standing.at(Map.of(0, 2L, 1, 8L), Map.of(0, 2L, 1, 8L), LIMIT + 2);
    assertThat(standing.stall(LIMIT + 2)).isEmpty();
  }

  @Test
  void itIsStalledWhenTheEndsAreUnknownForLongOrNothingIsPolledAtAll() {
    ViewStanding standing = after(Map.of(0, 7L), Map.of(0, 7L));
    assertThat(standing.stall(LIMIT + 1)).isPresent();

    standing = standing.at(Map.of(0, 7L), UNKNOWN, LIMIT);
    assertThat(standing.stall(LIMIT)).isEmpty();
    assertThat(standing.at(Map.of(0, 7L), UNKNOWN, LIMIT + 1).stall(LIMIT + 1)).isPresent();
    assertThat(standing.at(Map.of(0, 7L), Map.of(0, 7L), LIMIT + 1).stall(LIMIT + 1)).isEmpty();
  }
}
