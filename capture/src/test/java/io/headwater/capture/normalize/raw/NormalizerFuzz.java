package io.headwater.capture.normalize.raw;

import io.headwater.capture.normalize.FormatDetector;
import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.Normalizer;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What must hold for a normalizer whatever bytes it is given; Jazzer looks for some that break it.
 *
 * <p>An input is a record's value, or its key, a zero byte, and its value. {@code
 * -Dheadwater.fuzz.format} names the format.
 */
public final class NormalizerFuzz {

  /** The system property that names the format. */
  static final String FORMAT = "headwater.fuzz.format";

  /** The longest that a record may take, in time of the processor, which waiting does not count. */
  private static final Duration MAX_TIME = Duration.ofSeconds(1);

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final RawFormat format;

  /** Has seen all inputs before this one, which must make no difference. */
  private final Normalizer experienced;

  NormalizerFuzz(RawFormat format) {
    this.format = format;
    this.experienced = NormalizersUnderTest.of(format);
    // Loading and instrumenting classes is not the first input's time.
    RawFixtures.of(format).forEach(fixture -> experienced.normalize(fixture.raw()));
  }

  private static final class Holder {
    static final NormalizerFuzz FUZZ =
        new NormalizerFuzz(RawFormat.of(System.getProperty(FORMAT, "")).orElseThrow());
  }

  /** Jazzer's entry. */
  public static void fuzzerTestOneInput(byte[] input) {
    Holder.FUZZ.check(input);
  }

  /** The input of a record. */
  static byte[] input(RawRecord raw) {
    byte[] value = raw.value().orElseThrow().array();
    if (raw.key().isEmpty()) {
      return value;
    }
    byte[] key = raw.key().get().array();
    byte[] input = Arrays.copyOf(key, key.length + 1 + value.length);
    System.arraycopy(value, 0, input, key.length + 1, value.length);
    return input;
  }

  /**
   * Checks one input.
   *
   * @throws AssertionError when an invariant is broken
   */
  void check(byte[] input) {
    RawRecord raw = raw(input);
    if (!FormatDetector.detect(raw).equals(FormatDetector.detect(raw))) {
      throw new AssertionError("a record has another format when it comes again");
    }
    long start = THREADS.getCurrentThreadCpuTime();
    List<Normalization> outcomes = experienced.normalize(raw);
    long nanos = THREADS.getCurrentThreadCpuTime() - start;
    if (nanos > MAX_TIME.toNanos()) {
      throw new AssertionError("a record takes %d ms".formatted(nanos / 1_000_000));
    }
    NormalizerInvariants.check(outcomes);
    if (!outcomes.equals(experienced.normalize(raw))) {
      throw new AssertionError("a record has other outcomes when it comes again");
    }
    if (!outcomes.equals(NormalizersUnderTest.of(format).normalize(raw))) {
      throw new AssertionError("a record's outcomes depend on those before it");
    }
    QuotedValues.check(raw, outcomes, NormalizersUnderTest.of(format));
  }

  private static RawRecord raw(byte[] input) {
    for (int i = 0; i < input.length; i++) {
      if (input[i] == 0) {
        return RawFixtures.raw(
            Optional.of(Bytes.of(Arrays.copyOf(input, i))),
            Optional.of(Bytes.of(Arrays.copyOfRange(input, i + 1, input.length))));
      }
    }
    return RawFixtures.raw(Optional.empty(), Optional.of(Bytes.of(input)));
  }
}
