package io.headwater.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CleanupPolicyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "compact | compact | true",
        "delete | compact | false",
        "compact,delete | compact | false",
        "compact | compact,delete | true",
        "delete, compact | compact,delete | true",
        "delete | compact,delete | false",
      })
  void aTopicMayForgetLessThanItNeedsToButNotMore(String is, String needed, boolean fits) {
    assertThat(CleanupPolicy.of(is).keepsAsMuchAs(CleanupPolicy.of(needed))).isEqualTo(fits);
  }

  @Test
  void knowsWhetherAgeMatters() {
    assertThat(CleanupPolicy.of("compact,delete").deletes()).isTrue();
    assertThat(CleanupPolicy.of("compact").deletes()).isFalse();
  }
}
