package io.headwater.dev.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoTransactionTest {

  @Test
  void drawsFromAHundredReachEveryKind() {
    Set<DemoTransaction> drawn = EnumSet.noneOf(DemoTransaction.class);
    for (int draw = 0; draw < 100; draw++) {
      drawn.add(DemoTransaction.drawn(draw));
    }

    assertThat(drawn).containsExactlyInAnyOrder(DemoTransaction.values());
    assertThatThrownBy(() -> DemoTransaction.drawn(100))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
