package io.headwater.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StreamPositionsTest {

  @Test
  void areOrderedByPartition() {
    StreamPositions positions = StreamPositions.of("e1", Map.of(2, 20L, 0, 5L, 1, 10L));

    assertThat(positions.next())
        .containsExactly(Map.entry(0, 5L), Map.entry(1, 10L), Map.entry(2, 20L));
    assertThat(positions).isEqualTo(StreamPositions.of("e1", Map.of(0, 5L, 1, 10L, 2, 20L)));
    assertThat(positions).isNotEqualTo(StreamPositions.of("e2", positions.next()));
  }

  @Test
  void narrowToOnePartition() {
    StreamPositions positions = StreamPositions.of("e1", Map.of(0, 5L, 1, 10L));

    assertThat(positions.only(1)).isEqualTo(StreamPositions.of("e1", Map.of(1, 10L)));
    assertThat(positions.only(7)).isEqualTo(StreamPositions.of("e1", Map.of()));
  }

  @Test
  void doNotChangeWithWhatTheyWereMadeOf() {
    TreeMap<Integer, Long> next = new TreeMap<>(Map.of(0, 5L));
    StreamPositions positions = new StreamPositions("e1", next);

    next.put(0, 6L);

    assertThat(positions.next()).containsExactly(Map.entry(0, 5L));
    assertThatThrownBy(() -> positions.next().put(0, 7L))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
