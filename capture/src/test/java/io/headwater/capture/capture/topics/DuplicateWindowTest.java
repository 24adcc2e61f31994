package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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

  /** A row is left with what its newest change says, however far back the repetition begins. */
  @Test
  void knowsARepetitionAsAWholeOrNotAtAll() {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    for (int run = 0; run < 300; run++) {
      DuplicateWindow window = new DuplicateWindow(1 + random.nextInt(60));
      int read = random.nextInt(100);
      int remembered = random.nextInt(read + 1);
      List<Integer> source = new ArrayList<>();
      List<Integer> applied = new ArrayList<>();
      for (int i = 0; i < read; i++) {
        source.add(i);
        if (i == remembered) {
          // A new process, which reads what is before its place again, as far as it goes.
          int size = 1 + random.nextInt(60);
          window = new DuplicateWindow(size);
          int from = Math.max(0, i - size + random.nextInt(size));
          for (int again = from; again < i; again++) {
            window.add("" + again, "row");
          }
          window.filled(from == 0);
        }
        if (window.add("" + i, "row")) {
          applied.add(i);
        }
      }
      int from = random.nextInt(read + 1);
      List<Integer> again = new ArrayList<>();
      for (int i = from; i < read; i++) {
        if (window.add("" + i, "row")) {
          again.add(i);
        }
      }
      assertThat(applied).isEqualTo(source);
      if (!again.isEmpty()) {
        assertThat(again).isEqualTo(source.subList(from, read));
      }
    }
  }

  @Test
  void agreesWithTheNewestOfAListOfTexts() {
    long seed = Long.getLong("headwater.seed", System.nanoTime());
    System.out.println("-Dheadwater.seed=" + seed);
    Random random = new Random(seed);
    DuplicateWindow window = new DuplicateWindow(1_000);
    LinkedHashSet<String> texts = new LinkedHashSet<>();
    for (int i = 0; i < 100_000; i++) {
      String identity = "0/" + Integer.toHexString(random.nextInt(2_000));
      assertThat(window.add(identity, "row")).isEqualTo(texts.add(identity));
      if (texts.size() > 1_000) {
        texts.removeFirst();
      }
    }
  }

  @Test
  void forgetsWhatFollowedAChangeThatIsAppliedAgain() {
    DuplicateWindow window = new DuplicateWindow(10);
    window.add("0/1", "row");

    window.forget();

    assertThat(window.add("0/1", "row")).isTrue();
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
