package io.headwater.capture.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.core.json.Bytes;
import io.headwater.core.normalize.ColumnRule;
import io.headwater.core.normalize.ColumnRules;
import io.headwater.core.normalize.Normalization;
import io.headwater.core.quarantine.PayloadExtent;
import io.headwater.core.quarantine.QuarantineCodec;
import io.headwater.core.quarantine.QuarantineRecord;
import io.headwater.core.resource.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tried again becomes the same event that it would have become at first. */
class BinlogRenormalizerTest {

  private static final Path RECORDED =
      Path.of("src/test/resources/io/headwater/capture/normalize/debezium-json/mariadb");
  private static final Instant NOW = Instant.parse("2026-11-20T09:11:00.123Z");
  private static final Normalization.Refused BAD = new Normalization.Refused("bad");
  private static final String KIND = "MariaDB";

  private final BinlogRenormalizer renormalizer = new BinlogRenormalizer(KIND, "shop");

  @ParameterizedTest
  @ValueSource(strings = {"snapshot", "insert", "update", "delete", "all-types"})
  void aRecordedRecordComesOutAsAtFirst(String name) throws IOException {
    assertSame(normalizer(Masking.none()), recorded(name), PayloadExtent.WHOLE);
  }

  @Test
  void maskedColumnsAreMaskedOnce() throws IOException {
    ColumnRules rules =
        new ColumnRules(
            Map.of(
                new TableName("shop", "products"),
                Map.of("name", new ColumnRule.Redact(), "price", new ColumnRule.Drop())));

    assertSame(
        normalizer(Masking.of(rules, Optional.empty())), recorded("update"), PayloadExtent.MASKED);
  }

  @Test
  void bytesThatAreNoRecordAreRefused() throws IOException {
    QuarantineRecord kept = normalizer(Masking.none()).quarantine(recorded("update"), BAD, NOW);
    QuarantineRecord odd =
        new QuarantineRecord(
            kept.source(),
            kept.stage(),
            kept.cause(),
            kept.subject(),
            kept.reason(),
            kept.position(),
            NOW,
            Bytes.utf8("{"),
            kept.input(),
            kept.tries());

    assertThat(renormalizer.renormalize(odd))
        .singleElement()
        .isInstanceOf(Normalization.Refused.class);
  }

  private void assertSame(
      BinlogNormalizer normalizer, SourceRecord engineRecord, PayloadExtent extent) {
    Normalization expected = normalizer.normalize(engineRecord);
    assertThat(expected).isInstanceOf(Normalization.Normalized.class);
    QuarantineRecord kept = normalizer.quarantine(engineRecord, BAD, NOW);
    QuarantineCodec.Encoded encoded = QuarantineCodec.encode(kept);
    QuarantineRecord read =
        QuarantineCodec.decode(encoded.headers(), encoded.value().orElseThrow(), NOW);

    assertThat(read.input().extent()).isEqualTo(extent);
    assertThat(renormalizer.renormalize(read)).containsExactly(expected);
  }

  private static BinlogNormalizer normalizer(Masking masking) {
    return new BinlogNormalizer(KIND, "shop", masking);
  }

  private static SourceRecord recorded(String name) throws IOException {
    return new RecordPayload()
        .read(
            Bytes.of(Files.readAllBytes(RECORDED.resolve(name + "-with-schema.json"))),
            Optional.of(
                Bytes.of(Files.readAllBytes(RECORDED.resolve(name + "-with-schema.key.json")))));
  }
}
