package io.headwater.dev.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedTransactionIT {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** The broker must not take its partitions' having no leader, for a moment, for their end. */
  @Test
  void writesTheMarkersOfATransactionThatWasPreparedBeforeAKill() throws Exception {
    Process process = DoomedProcess.start("transaction", folder);
    try {
      DoomedProcess.awaitReady(process);
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(LogEnds.cutMarkers(folder, DoomedProcess.TOPIC)).isEqualTo(DoomedProcess.PARTITIONS);
    assertThat(LogEnds.cutLast(folder, "__transaction_state")).isEqualTo(1);

    try (EmbeddedKafkaBroker broker =
            EmbeddedKafkaBroker.start(KafkaBrokerSettings.keptIn(folder));
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Awaitility.await()
          .atMost(LIMIT)
          .untilAsserted(
              () ->
                  assertThat(records(admin, IsolationLevel.READ_COMMITTED))
                      .isEqualTo(2 * DoomedProcess.PARTITIONS)
                      .isEqualTo(records(admin, IsolationLevel.READ_UNCOMMITTED)));
    }
  }

  private static long records(Admin admin, IsolationLevel isolation) throws Exception {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    IntStream.range(0, DoomedProcess.PARTITIONS)
        .forEach(
            partition ->
                latest.put(
                    new TopicPartition(DoomedProcess.TOPIC, partition), OffsetSpec.latest()));
    return admin
        .listOffsets(latest, new ListOffsetsOptions(isolation))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(at -> at.offset())
        .sum();
  }
}
