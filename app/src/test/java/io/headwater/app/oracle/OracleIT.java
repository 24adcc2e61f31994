package io.headwater.app.oracle;

import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random transactions on random shapes: what is published is the source's, in flight and at rest.
 *
 * <p>Settings, as system properties: {@code headwater.oracle.seed} for one seed; or {@code
 * headwater.oracle.seeds} for how many from {@code headwater.oracle.first} on; else those of the
 * normal build; {@code headwater.oracle.transactions} for how many transactions each; {@code
 * headwater.oracle.shrink-seconds} for how long a failing run is made smaller.
 */
class OracleIT {

  private static final String PREFIX = "headwater.oracle.";

  /** The seeds of the normal build, chosen so that every {@link Feature} occurs in them. */
  static final List<Long> SEEDS = List.of(1103L, 841L, 150L, 2801L);

  static final int TRANSACTIONS = 60;

  private static final int SHRINK_SECONDS = 180;
  private static final int SHOWN = 3;

  @TempDir static Path folder;
  private static OracleServers servers;

  @BeforeAll
  static void start() {
    servers = OracleServers.start(folder);
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  static LongStream seeds() {
    Long seed = Long.getLong(PREFIX + "seed");
    Long count = Long.getLong(PREFIX + "seeds");
    if (seed != null) {
      return LongStream.of(seed);
    }
    long first = Long.getLong(PREFIX + "first", 1);
    return count == null
        ? SEEDS.stream().mapToLong(Long::longValue)
        : LongStream.range(first, first + count);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void publishedStatesAreExactlyTheSourcesInFlightAndAtRest(long seed) {
    System.err.println("oracle: seed " + seed);
    int transactions = Integer.getInteger(PREFIX + "transactions", TRANSACTIONS);
    Run run = Run.of(seed, transactions);
    List<Difference> differences = Try.differences(servers, run);
    if (differences.stream().anyMatch(Difference::isTimeout)) {
      // Each smaller run would wait as long, and a slow machine is no property of the run.
      fail(
          "%s%nthe run: %s%nrepeat it with -Dheadwater.oracle.seed=%d -Dheadwater.oracle.transactions=%d"
              .formatted(shown(differences), run.text(), seed, transactions));
    }
    if (!differences.isEmpty()) {
      Shrinking.Failure smallest =
          Shrinking.smallest(
              smaller -> Try.differences(servers, smaller),
              new Shrinking.Failure(run, differences),
              Duration.ofSeconds(Integer.getInteger(PREFIX + "shrink-seconds", SHRINK_SECONDS)));
      fail(
          "%s%nthe smallest failing run: %s%n%s%nrepeat it with -Dheadwater.oracle.seed=%d -Dheadwater.oracle.transactions=%d"
              .formatted(
                  shown(differences),
                  smallest.run().text(),
                  shown(smallest.differences()),
                  seed,
                  transactions));
    }
  }

  private static String shown(List<Difference> differences) {
    return differences.size()
        + " differences, the first:\n"
        + differences.stream()
            .limit(SHOWN)
            .map(Difference::toString)
            .collect(Collectors.joining("\n"));
  }
}
