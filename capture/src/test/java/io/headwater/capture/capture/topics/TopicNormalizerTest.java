package io.headwater.capture.capture.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.normalize.RawFormat;
import io.headwater.core.normalize.RawRecord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopicNormalizerTest {

  /** Each format's normalizer says its name. */
  private final TopicNormalizer normalizer =
      new TopicNormalizer(
          new RawTopicsSettings(
              "legacy",
              Map.of(),
              new LinkedHashMap<>(),
              Optional.empty(),
              Set.of(),
              raw -> raw.value().map(value -> RawFormat.MAXWELL),
              format -> raw -> List.of(new Normalization.Skipped(format.key())),
              true,
              100),
          Optional.empty());

  /** Where the table of the topic is configured, it is a delete. */
  @Test
  void leavesATombstoneToDebeziumBeforeTheFormatIsKnown() {
    assertThat(normalizer.normalize(raw(Optional.empty())))
        .containsExactly(new Normalization.Skipped("debezium-json"));
  }

  @Test
  void takesTheFormatFromTheFirstRecordThatShowsIt() {
    normalizer.normalize(raw(Optional.empty()));
    normalizer.normalize(raw(Optional.of(Bytes.utf8("x"))));

    assertThat(normalizer.normalize(raw(Optional.empty())))
        .containsExactly(new Normalization.Skipped("maxwell"));
  }

  private static RawRecord raw(Optional<Bytes> value) {
    return new RawRecord("t", 0, 0, Instant.EPOCH, Optional.empty(), value, List.of());
  }
}
