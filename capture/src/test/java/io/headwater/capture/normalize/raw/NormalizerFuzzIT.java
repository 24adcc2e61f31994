package io.headwater.capture.normalize.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.normalize.RawFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Jazzer finds no input that breaks an invariant of a normalizer.
 *
 * <p>{@code -Dheadwater.fuzz.seconds} looks longer, {@code -Dheadwater.fuzz.format} in one format
 * alone, {@code -Dheadwater.seed} starts elsewhere. What it has found stays in {@code
 * target/fuzz/<format>}; later runs begin with it.
 */
class NormalizerFuzzIT {

  private static final long DEFAULT_SECONDS = 8;
  private static final int DEFAULT_SEED = 20_261_128;

  /** Fewer inputs than that were not looked at in earnest. */
  private static final long MIN_RUNS = 500;

  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");

  static List<RawFormat> formats() {
    String one = System.getProperty(NormalizerFuzz.FORMAT, "");
    return NormalizersUnderTest.formats().stream()
        .filter(format -> one.isEmpty() || format.key().equals(one))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("formats")
  void keepsItsInvariantsWhateverComes(RawFormat format) throws IOException, InterruptedException {
    long seconds = Long.getLong("headwater.fuzz.seconds", DEFAULT_SECONDS);
    int seed = Integer.getInteger("headwater.seed", DEFAULT_SEED);
    Path folder = Path.of("target", "fuzz", format.key()).toAbsolutePath();

    FuzzRun.Result result = new FuzzRun(format, Duration.ofSeconds(seconds), seed, folder).run();

    String log = Files.readString(result.log());
    assertThat(result.exitCode())
        .as("-Dheadwater.seed=%d, %s:%n%s", seed, result.log(), log)
        .isZero();
    Matcher done = DONE.matcher(log);
    assertThat(done.find()).as(log).isTrue();
    assertThat(Long.parseLong(done.group(1))).as(log).isGreaterThan(MIN_RUNS);
  }
}
