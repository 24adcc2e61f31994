package io.headwater.capture.normalize.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.RawFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzzing's invariants hold for all documented records, and see what would break them. */
class NormalizerFuzzTest {

  static List<RawFormat> formats() {
    return List.copyOf(NormalizersUnderTest.formats());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void holdsForEveryDocumentedRecord(RawFormat format) {
    NormalizerFuzz fuzz = new NormalizerFuzz(format);
    List<RawFixtures.Fixture> fixtures = RawFixtures.of(format);
    fixtures.forEach(fixture -> fuzz.check(NormalizerFuzz.input(fixture.raw())));
    // In the other order too: whatever a normalizer has learned makes no difference.
    fixtures.reversed().forEach(fixture -> fuzz.check(NormalizerFuzz.input(fixture.raw())));
    assertThat(fixtures).isNotEmpty();
  }

  @Test
  void seesARecordWithoutAnOutcome() {
    assertThatThrownBy(() -> NormalizerInvariants.check(List.of()))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void takesAKeyAndAValueApart() {
    byte[] input =
        NormalizerFuzz.input(
            RawFixtures.raw(Optional.of(Bytes.utf8("k")), Optional.of(Bytes.utf8("v"))));

    assertThat(input).isEqualTo(new byte[] {'k', 0, 'v'});
  }
}
