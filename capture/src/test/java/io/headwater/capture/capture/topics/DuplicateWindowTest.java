package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DuplicateWindowTest {

  @Test
  void knowsAnIdentityThatComesAgain() {
    DuplicateWindow window = new DuplicateWindow(10);

    assertThat(window.add("0/1A", "public.widgets{\"id\":1}")).isTrue();
    assertThat(window.add("0/1A", "public.widgets{\"id\":1}")).isFalse();
  }

  @Test
  void tellsRowsOfOneIdentityApart() {
    DuplicateWindow window = new DuplicateWindow(10);

    assertThat(window.add("0/1A", "public.widgets{\"id\":1}")).isTrue();
    assertThat(window.add("0/1A", "public.widgets{\"id\":2}")).isTrue();
  }

  @Test
  void doesNotMoveTheBorderBetweenItsParts() {
    DuplicateWindow window = new DuplicateWindow(10);

    assertThat(window.add("ab", "c")).isTrue();
    assertThat(window.add("a", "bc")).isTrue();
  }

  @Test
  void holdsTheNewestAndForgetsTheOldest() {
    DuplicateWindow window = new DuplicateWindow(100);
    for (int i = 0; i < 300; i++) {
      assertThat(window.add("" + i, "row")).isTrue();
    }

    for (int i = 200; i < 300; i++) {
      assertThat(window.add("" + i, "row")).as("the newest, %d", i).isFalse();
    }
    assertThat(window.add("0", "row")).isTrue();
  }

  @Test
  void agreesWithASetOfTexts() {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    DuplicateWindow window = new DuplicateWindow(1_000_000);
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      String identity = "0/" + Integer.toHexString(random.nextInt(150_000));
      String row = "public.widgets{\"id\":" + random.nextInt(3) + "}";
      assertThat(window.add(identity, row)).isEqualTo(texts.add(identity + "\n" + row));
    }
  }
}
