package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LogPositionTest {

  @Test
  void readsAndWritesTheNotationOfPostgreSql() {
    for (String text : new String[] {"0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF", "0/A"}) {
      assertThat(LogPosition.parse(text).orElseThrow()).hasToString(text);
    }
    for (String text : new String[] {"", "/", "1/", "/1", "G/1", "1/123456789"}) {
      assertThat(LogPosition.parse(text)).isEmpty();
    }
  }

  @Test
  void isOrderedWithoutASign() {
    assertThat(new LogPosition(-1)).isGreaterThan(new LogPosition(Long.MAX_VALUE));
  }
}
