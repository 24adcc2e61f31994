package io.headwater.core.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTokenTest {

  @Test
  void namesThePartitionsInOrder() {
    StreamPositions positions = StreamPositions.of("Zq-_1", Map.of(10, 5L, 0, 120L, 2, 0L));

    assertThat(StreamToken.of(positions)).isEqualTo("Zq-_1.0-120.2-0.10-5");
    assertThat(StreamToken.read("Zq-_1.0-120.2-0.10-5")).contains(positions);
  }

  @Test
  void readsSomeOfThePartitionsInAnyOrder() {
    assertThat(StreamToken.read("e.3-7.1-8"))
        .contains(StreamPositions.of("e", Map.of(1, 8L, 3, 7L)));
  }

  @Test
  void readsTheLargestOffset() {
    assertThat(StreamToken.read("e.2147483647-999999999999999999"))
        .contains(StreamPositions.of("e", Map.of(Integer.MAX_VALUE, 999_999_999_999_999_999L)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "e",
        ".0-1",
        "e.",
        "e.0",
        "e.0-",
        "e.-1",
        "e.0--1",
        "e.0-1.",
        "e.0-1.0-2",
        "e.a-1",
        "e.0-1a",
        "e.0-1 ",
        "e.2147483648-1",
        "e.0-1234567890123456789",
        "e.0-\u0661",
        "now"
      })
  void refusesWhatIsNoToken(String text) {
    assertThat(StreamToken.read(text)).isEmpty();
  }

  @Test
  void refusesATextThatIsTooLong() {
    assertThat(StreamToken.read("e".repeat(StreamToken.MAX_CHARACTERS) + ".0-1")).isEmpty();
  }
}
