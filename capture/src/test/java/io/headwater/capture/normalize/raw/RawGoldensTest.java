package io.headwater.capture.normalize.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Json;
import io.headwater.core.json.Value;
import io.headwater.core.normalize.RawFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every documented example record has the outcomes that its golden file tells.
 *
 * <p>{@code -Dheadwater.goldens=write} writes the files into the sources, to be read before they
 * are committed.
 */
class RawGoldensTest {

  private static final Path RESOURCES =
      Path.of("src/test/resources/io/headwater/capture/normalize");

  @TestFactory
  Stream<DynamicTest> hasTheOutcomesOfItsGolden() {
    return NormalizersUnderTest.formats().stream()
        .flatMap(format -> RawFixtures.all(format).stream())
        .map(
            fixture ->
                DynamicTest.dynamicTest(
                    fixture.format().key() + "/" + fixture.name(), () -> compare(fixture)));
  }

  @Test
  void hasFixturesOfEveryNormalizer() {
    assertThat(RawFixtures.formats()).containsAll(NormalizersUnderTest.formats());
    for (RawFormat format : NormalizersUnderTest.formats()) {
      assertThat(RawFixtures.of(format)).as(format.key()).hasSizeGreaterThan(5);
    }
  }

  private static void compare(RawFixtures.Fixture fixture) throws IOException {
    Value outcomes =
        Outcomes.json(NormalizersUnderTest.of(fixture.format()).normalize(fixture.raw()));
    if ("write".equals(System.getProperty("headwater.goldens"))) {
      Path golden =
          RESOURCES.resolve(fixture.format().key()).resolve(fixture.name() + ".golden.json");
      Files.write(golden, Json.indented(outcomes));
    } else {
      assertThat(fixture.golden()).exists();
      assertThat(new String(Json.indented(outcomes), UTF_8))
          .isEqualTo(Files.readString(fixture.golden()));
    }
  }
}
