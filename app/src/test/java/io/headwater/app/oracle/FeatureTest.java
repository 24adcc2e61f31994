package io.headwater.app.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FeatureTest {

  private static final long MANY_SEEDS = 1_000;

  private final Map<Long, Set<Feature>> seeds = new TreeMap<>();

  @Test
  void everyFeatureOccursInTheSeedsOfTheNormalBuild() {
    Set<Feature> missing = EnumSet.allOf(Feature.class);
    OracleIT.SEEDS.forEach(seed -> missing.removeAll(features(seed)));

    assertThat(missing).as(() -> "other seeds have all: " + enough()).isEmpty();
  }

  @Test
  void noFeatureIsRare() {
    for (Feature feature : Feature.values()) {
      long count = 0;
      for (long seed = 1; seed <= MANY_SEEDS; seed++) {
        count += features(seed).contains(feature) ? 1 : 0;
      }

      assertThat(count).as(feature.name()).isGreaterThan(MANY_SEEDS / 20);
    }
  }

  private Set<Feature> features(long seed) {
    return seeds.computeIfAbsent(
        seed,
        any -> {
          Run run = Run.of(seed, OracleIT.TRANSACTIONS);
          Set<Feature> features = EnumSet.allOf(Feature.class);
          features.removeIf(feature -> !feature.isIn(run));
          return features;
        });
  }

  /** Seeds that have all features: each has most of those that the ones before it lack. */
  private List<Long> enough() {
    List<Long> chosen = new ArrayList<>();
    Set<Feature> missing = EnumSet.allOf(Feature.class);
    while (!missing.isEmpty()) {
      long best = 1;
      for (long seed = 1; seed <= MANY_SEEDS; seed++) {
        best = gain(seed, missing) > gain(best, missing) ? seed : best;
      }
      chosen.add(best);
      missing.removeAll(features(best));
    }
    return chosen;
  }

  private long gain(long seed, Set<Feature> missing) {
    return features(seed).stream().filter(missing::contains).count();
  }
}
