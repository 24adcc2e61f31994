package io.headwater.app.oracle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Draws of lots, of which each is the same for the same seed. */
record Draw(Random random) {

  boolean oneIn(int count) {
    return random.nextInt(count) == 0;
  }

  <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  <T> List<T> shuffled(List<T> all) {
    List<T> shuffled = new ArrayList<>(all);
    Collections.shuffle(shuffled, random);
    return shuffled;
  }

  /** From {@code least} to {@code most} of them, in any order; all when they are fewer. */
  <T> List<T> some(List<T> all, int least, int most) {
    int count = least + random.nextInt(most - least + 1);
    return shuffled(all).subList(0, Math.min(all.size(), count));
  }
}
