package io.headwater.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReplicaDatabaseTest {

  @Test
  void parametersWithoutTheirQuestionMarkAreRefusedAndNotRepeated() {
    for (String tail : List.of("&user=me&password=hidden", ";password=hidden", "password=hidden")) {
      assertThatThrownBy(() -> ReplicaDatabase.at("jdbc:postgresql://db/reports" + tail))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("mend: write it as")
          .hasMessageNotContaining("hidden");
    }
  }

  @Test
  void isShownWithoutItsParameters() {
    assertThat(ReplicaDatabase.at("jdbc:postgresql://db/reports?user=me&password=hid?den&ssl=true"))
        .hasToString("jdbc:postgresql://db/reports");
  }
}
