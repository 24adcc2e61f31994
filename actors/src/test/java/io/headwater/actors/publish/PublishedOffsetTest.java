package io.headwater.actors.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headwater.core.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.apache.pekko.persistence.query.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedOffsetTest {

  @Test
  void hasTheFormOfTheOtherPositions() {
    assertThat(text(PublishedOffset.encode("jdbc-read-journal", Offset.sequence(42))))
        .isEqualTo(
            "{\"partition\":{\"journal\":\"jdbc-read-journal\"},\"offset\":{\"sequence\":42}}");
  }

  @Test
  void isReadAsItWasWritten() {
    for (Offset offset :
        new Offset[] {
          Offset.noOffset(),
          Offset.sequence(Long.MAX_VALUE),
          Offset.timeBasedUUID(UUID.fromString("49225740-2019-11ea-a752-ffae2393b6e4"))
        }) {
      assertThat(PublishedOffset.decode(PublishedOffset.encode("j", offset))).isEqualTo(offset);
    }
  }

  @Test
  void refusesAKindThatItCannotStore() {
    assertThatThrownBy(() -> PublishedOffset.encode("j", Offset.timestamp(Instant.EPOCH)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mend:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"offset\":1}", "{\"offset\":{\"page\":1}}", "[", ""})
  void refusesWhatIsNoOffset(String json) {
    assertThatThrownBy(() -> PublishedOffset.decode(json.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(MalformedJsonException.class);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
