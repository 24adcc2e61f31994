package io.headwater.http.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.Bytes;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateVersionTest {

  @Test
  void findsTheRecordsOwnVersionBehindACompositeId() {
    Bytes state =
        Bytes.utf8(
            "{\"type\":\"widget\",\"id\":{\"version\":1,\"a\":[{\"version\":2}]},"
                + "\"version\":9007199254740993,\"resource\":{\"version\":3}}");

    assertThat(StateVersion.of(state)).hasValue(9007199254740993L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"version\":\"7\"}", "{\"resource\":{\"version\":3}}"})
  void isEmptyWhenTheRecordHasNone(String state) {
    assertThat(StateVersion.of(Bytes.utf8(state))).isEmpty();
  }

  @Test
  void refusesWhatIsNotJson() {
    assertThatThrownBy(() -> StateVersion.of(Bytes.utf8("{\"type\"")))
        .isInstanceOf(UncheckedIOException.class);
  }
}
