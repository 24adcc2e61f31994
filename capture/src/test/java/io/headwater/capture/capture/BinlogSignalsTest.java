package io.headwater.capture.capture;

import static org.assertj.core.api.Assertions.assertThat;

import io.headwater.capture.normalize.BinlogNormalizer;
import io.headwater.capture.normalize.BinlogPosition;
import io.headwater.capture.normalize.Masking;
import io.headwater.core.capture.StoredPosition;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BinlogSignalsTest {

  private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

  /** What a server that gave ids once still tells. */
  private static final String FORMER = UUID + ":1-77";

  private BinlogSignals signals = signals(Optional.empty());

  @Test
  void aTransactionWithoutAnIdIsToldByItsPlaceWhateverIdsTheServerGaveBefore() {
    SourceSignal.SnapshotCompleted snapshot = snapshot(100, FORMER);

    SourceSignal.End first = transaction("file=b.000001,pos=200", 200, FORMER);
    SourceSignal.End second = transaction("file=b.000001,pos=300", 300, FORMER);

    assertThat(first.end().isWithin(snapshot.at())).isFalse();
    assertThat(second.end().isWithin(first.end())).isFalse();
    assertThat(first.end().isWithin(second.end())).isTrue();
    assertThat(first.end()).isEqualTo(new BinlogPosition("b.000001", 201, Optional.empty()));
    assertThat(Positions.restartable(second.position()).offset())
        .isEqualTo(Map.of("file", "b.000001", "pos", 300L));
  }

  @Test
  void theLastTransactionWithoutAnIdIsKnownAfterARestart() {
    snapshot(100, FORMER);
    StoredPosition stored = transaction("file=b.000001,pos=200", 200, FORMER).position();
    BinlogPosition reached = BinlogPositions.end(stored);
    signals = signals(Optional.of(stored));

    assertThat(transaction("file=b.000001,pos=200", 200, FORMER).end().isWithin(reached)).isTrue();
    assertThat(transaction("file=b.000001,pos=300", 300, FORMER).end().isWithin(reached)).isFalse();
  }

  @Test
  void idsThatComeLaterDoNotTellWhatWasReadWithout() {
    snapshot(100, FORMER);
    StoredPosition stored = transaction("file=b.000001,pos=200", 200, FORMER).position();
    signals = signals(Optional.of(stored));

    SourceSignal.End later = transaction(UUID + ":78", 300, FORMER);

    // With that id alone the server would send all others again.
    assertThat(Positions.restartable(later.position()).offset())
        .isEqualTo(Map.of("file", "b.000001", "pos", 300L));
    assertThat(later.end().isWithin(BinlogPositions.end(stored))).isFalse();
  }

  @Test
  void theNextSnapshotTellsAllIdsAgain() {
    transaction("file=b.000001,pos=200", 200, FORMER);
    snapshot(300, FORMER);

    assertThat(transaction(UUID + ":78", 400, FORMER).end().text()).isEqualTo(UUID + ":1-78");
  }

  @Test
  void idsOfAServerThatHadNoneYetAreKept() {
    snapshot(100, "");

    assertThat(transaction(UUID + ":1", 200, "").end().text()).isEqualTo(UUID + ":1-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ON_PERMISSIVE", "off_permissive"})
  void aServerThatMixesTransactionsWithIdsAndWithoutIsRefused(String mode) {
    assertThat(BinlogSourceCheck.gtidMode(mode))
        .hasValueSatisfying(
            problem ->
                assertThat(problem.toString())
                    .contains("gtid_mode is", "SET GLOBAL gtid_mode = 'O"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ON", "OFF"})
  void aServerThatGivesAllTransactionsIdsOrNoneIsFit(String mode) {
    assertThat(BinlogSourceCheck.gtidMode(mode)).isEmpty();
  }

  private static BinlogSignals signals(Optional<StoredPosition> position) {
    return new BinlogSignals(
        new BinlogNormalizer("MySQL", "shop", Masking.none()), position, Clock.systemUTC());
  }

  private SourceSignal.SnapshotCompleted snapshot(long place, String gtids) {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.Notification")
            .field("aggregate_type", Schema.STRING_SCHEMA)
            .field("type", Schema.STRING_SCHEMA)
            .field("timestamp", Schema.INT64_SCHEMA)
            .build();
    Struct value =
        new Struct(schema)
            .put("aggregate_type", "Initial Snapshot")
            .put("type", "COMPLETED")
            .put("timestamp", 1L);
    return (SourceSignal.SnapshotCompleted)
        signals.read(engineRecord(place, gtids, value)).getFirst();
  }

  private SourceSignal.End transaction(String id, long place, String gtids) {
    signals.read(engineRecord(place, gtids, boundary("BEGIN", id)));
    List<SourceSignal> ended = signals.read(engineRecord(place + 50, gtids, boundary("END", id)));
    return (SourceSignal.End) ended.getFirst();
  }

  private static Struct boundary(String status, String id) {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.connector.common.TransactionMetadataValue")
            .field("status", Schema.STRING_SCHEMA)
            .field("id", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .build();
    return new Struct(schema).put("status", status).put("id", id).put("ts_ms", 1L);
  }

  private static SourceRecord engineRecord(long place, String gtids, Struct value) {
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put("file", "b.000001");
    offset.put("pos", place);
    if (!gtids.isEmpty()) {
      offset.put("gtids", gtids);
    }
    return new SourceRecord(
        Map.of("server", "shop"), offset, "topic", null, null, value.schema(), value);
  }
}
